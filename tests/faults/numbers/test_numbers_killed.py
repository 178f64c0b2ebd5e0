"""kill -9 of a service while fifty contracts of one unit and year are submitted at once: every number is there once."""

from pathlib import Path

import pytest

from services.contract.contract.commands import EndContract
from services.contract.contract.events import ContractVoided
from services.contract.contract.handlers import end_contract, withdraw_contract
from shared.testing.invariants.checking import Held, assert_holds
from shared.testing.isolation import SECRET
from tests.faults.numbers.submitting import MANY, UNIT, defined, drafted, opened, submitted
from tests.faults.relaying import relaying
from tests.faults.victims import killed
from tests.integration.messaging.conftest import settings

__all__ = ["settings"]

VICTIM = Path(__file__).with_name("victim.py")
POINTS = (
    ("before a number is taken", 1),
    ("after a number is taken", 1),
    ("after a number is taken", 7),
    ("after a submission commits", 20),
)
ROUNDS = 6
"""In the long form, one after the other in one series."""


async def numbers(store) -> list[int]:
    """The serials of all numbers, in order; those without a number are left out."""
    rows = await store.database.pool("system").fetch("SELECT number FROM contracts WHERE number <> '' ORDER BY number")
    return [int(row["number"][-5:]) for row in rows]


@pytest.mark.parametrize("rounds", [1, pytest.param(ROUNDS, marks=pytest.mark.full)])
@pytest.mark.parametrize(("point", "times"), POINTS)
async def test_the_series_has_neither_doubles_nor_gaps_after_a_kill(point, times, rounds, settings, clone_database):
    database, told = await clone_database("contract"), []
    async with opened(settings.database_url, database, SECRET) as store:
        type_id = await defined(store)
        for before in range(0, rounds * MANY, MANY):
            ids = await drafted(store, type_id)
            heard = await killed(VICTIM, point, times, database, SECRET, ",".join(ids), settings=settings)
            pool = store.database.pool("system")
            survived = await numbers(store)
            assert survived == list(range(1, len(survived) + 1))
            assert len(heard) <= len(survived) - before < MANY
            rows = await pool.fetch("SELECT contract_id FROM contracts WHERE number = ''")
            assert len(rows) == before + MANY - len(survived)

            told += [*heard, *await submitted(store, [row["contract_id"] for row in rows])]
            assert await numbers(store) == list(range(1, before + MANY + 1))
            assert await pool.fetchval("SELECT last FROM number_series") == before + MANY
        async with relaying(store, settings):
            await assert_holds(Held([store], settings), {"contract": told})


async def test_a_contract_withdrawn_for_good_keeps_its_number_as_void(postgres_url, clone_database):
    database = await clone_database("contract")
    async with opened(postgres_url, database, SECRET) as store:
        ids = await drafted(store, await defined(store))
        await submitted(store, ids[:2])
        pool = store.database.pool("system")
        row = await pool.fetchrow("SELECT contract_id FROM contracts WHERE number LIKE '%-00001'")
        async with store.begin(store.system_context(unit=UNIT)) as work:
            withdrawn = await withdraw_contract(work, row["contract_id"])
            version = withdrawn.version
        async with store.begin(store.system_context(unit=UNIT)) as work:
            command = EndContract(ContractVoided, work.context.today, "not wanted")
            await end_contract(work, row["contract_id"], version, command)
        await submitted(store, ids[2:3])
        assert await numbers(store) == [1, 2, 3]
        states = await pool.fetch("SELECT state FROM contracts WHERE number <> '' ORDER BY number")
        assert [one["state"] for one in states] == ["void", "in_review", "in_review"]
