"""Whose a unit is on a day, and which seals count for it: as the portal told it, from each day on."""

from datetime import date

import pytest

from services.contract.legal_entity.handlers import keep_entity_name
from services.contract.legal_entity.queries import entity_of
from services.contract.seal.handlers import check_seal, forget_seal, remember_entity, remember_keeper, remember_seal
from shared.values.errors import InvalidFieldError
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company

FIRST, LATER, LAST = date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)
BEFORE = date(2025, 12, 31)


async def test_a_unit_is_of_its_own_entity_else_of_the_nearest_above_and_seals_follow(company: Company):
    above, own, seal = new_id(), new_id(), new_id()
    city, store = company.city, company.serving.running.store
    async with store.begin() as work:
        await remember_entity(work, company.headquarters, above, FIRST)
        await remember_entity(work, city, own, LATER)
        await remember_entity(work, city, None, LAST)
        assert [await entity_of(work, city, day) for day in (BEFORE, FIRST, LATER, LAST)] == [None, above, own, above]
        assert await entity_of(work, company.headquarters, LATER) == above

        for name in ("南京设备", "南京设备有限公司"):
            await keep_entity_name(work, above, name, "91320100MA1W2X3Y4Z")
        said = await work.conn.fetch("SELECT name FROM legal_entities WHERE legal_entity_id = $1", above)
        assert [row["name"] for row in said] == ["南京设备有限公司"]

        await remember_seal(work, seal, above, "representative", "keeper", FIRST)
        await remember_keeper(work, seal, "successor", LATER)
        await forget_seal(work, seal, date(2026, 10, 1))
        await check_seal(work, city, "legal_representative", seal, "keeper", FIRST)
        await check_seal(work, city, "contract", None, "anybody", FIRST)
        for kind, named, keeper, day, pointer in (
            ("legal_representative", None, "keeper", FIRST, "/seal_id"),
            ("legal_representative", seal, "keeper", LATER, "/seal_id"),
            ("contract", seal, "keeper", FIRST, "/kind"),
            ("legal_representative", seal, "keeper", LAST, "/keeper_id"),
            ("legal_representative", seal, "successor", date(2026, 10, 1), "/seal_id"),
            ("legal_representative", seal, "keeper", BEFORE, "/seal_id"),
        ):
            with pytest.raises(InvalidFieldError) as refused:
                await check_seal(work, city, kind, named, keeper, day)
            [error] = refused.value.details["errors"]  # type: ignore[misc]
            assert error["pointer"] == pointer, (kind, named, keeper, day)
