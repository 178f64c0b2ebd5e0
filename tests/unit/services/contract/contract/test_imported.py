from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.contract.contract.aggregate import CONTRACT, decide
from services.contract.contract.commands import EndTerm, ImportContract, RemindOfTerm
from services.contract.contract.events import (
    AmendmentImported,
    ContractExpired,
    ContractImported,
    ContractRenewed,
    TermEnding,
)
from services.contract.contract.machine import State
from services.contract.contract.projections import TAKE_EFFECT, TERM_ENDING, TERM_OVER, projection
from services.contract.particulars import Renewal
from shared.eventstore.event import Recorded
from shared.eventstore.prepared import Ready
from shared.eventstore.projection import Projections
from shared.testing.given import specification
from shared.values.money import Money

given = specification(CONTRACT, decide)
END, TAKEN_ON = date(2026, 12, 31), date(2026, 3, 2)
YEARLY = Renewal(months=12, notice_days=30, times=2)
PARTIES = {"contract_id": "c1", "counterparty_id": "k1", "owner_id": "s1"}


def imported(**more: Any) -> ContractImported:
    said = {
        **PARTIES,
        "number": "2019-7",
        "direction": "purchase",
        "title": "Cleaning",
        "type_code": "service",
        "amount_kind": "fixed",
        "amount": Money.of("1000.00", "CNY"),
        "signed_on": date(2019, 1, 1),
        "effective_on": date(2019, 1, 1),
        "term_from": date(2019, 1, 1),
        "term_to": END,
        "plan": (),
        "state": "effective",
        "source": "erp",
        "source_id": "7",
        "taken_on": TAKEN_ON,
    }
    return ContractImported.model_validate({**said, **more})


def expired(on: date) -> ContractExpired:
    return ContractExpired(contract_id="c1", reason=None, effective_on=on)


def renewed(times: int, year: int, left: Renewal | None) -> ContractRenewed:
    start, end = date(year, 1, 1), date(year, 12, 31)
    return ContractRenewed(**PARTIES, times=times, term_from=start, term_to=end, renewal=left, effective_on=start)


def deadlines_of(fact: ContractImported) -> list[str]:
    """The kinds of deadlines that an import sets."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    recorded = Recorded(fact, "contract-c1", 1, 1, now, "c1", "u1", "p1", "", "")
    named = [found for found in Projections([projection]).statements([recorded]) if isinstance(found, Ready)]
    return [str(one.arguments[0]) for one in named if "deadlines" in one.text]


def test_an_imported_contract_runs_out_on_its_day_as_ones_own_do():
    given(imported()).when(EndTerm(END)).then()
    given(imported()).when(EndTerm(date(2027, 1, 1))).then(expired(date(2027, 1, 1)))
    told = TermEnding(**PARTIES, term_to=END, renews=False, notice_by=None, next_on=date(2026, 12, 1))
    given(imported()).when(RemindOfTerm(date(2026, 11, 1))).then(told)


def test_its_term_begins_anew_where_it_says_so():
    given(imported(renewal=YEARLY)).when(EndTerm(date(2027, 1, 1))).then(renewed(1, 2027, YEARLY))
    told = TermEnding(**PARTIES, term_to=END, renews=True, notice_by=date(2026, 12, 1), next_on=date(2026, 11, 1))
    given(imported(renewal=YEARLY)).when(RemindOfTerm(date(2026, 10, 2))).then(told)


def test_what_ended_before_it_was_taken_over_has_run_out():
    past = imported(term_to=date(2020, 12, 31))
    outcome = given().when(ImportContract(past))
    outcome.then(past, expired(date(2021, 1, 1)))
    assert outcome.state.state is State.EXPIRED
    again = imported(term_to=date(2024, 12, 31), renewal=YEARLY)
    given().when(ImportContract(again)).then(again, renewed(1, 2025, YEARLY), renewed(2, 2026, None))


@pytest.mark.parametrize("state", ["signed", "effective", "completed", "terminated"])
def test_how_it_was_amended_elsewhere_is_part_of_its_history_and_changes_nothing_of_it(state):
    of = {"contract_id": "c1", "place": 1, "source_amendment_id": "a1", "amended_on": date(2019, 6, 1)}
    said = {"rationale": "longer", "description": None, "changes": None, "release_before": None, "release_after": None}
    amended = AmendmentImported.model_validate({**of, **said})
    outcome = given().when(ImportContract(imported(state=state), (amended,)))
    outcome.then(imported(state=state), amended)
    assert outcome.state.state is State(state)
    assert b"longer" not in amended.public_json()
    past = imported(term_to=date(2020, 12, 31))
    given().when(ImportContract(past, (amended,))).then(past, amended, expired(date(2021, 1, 1)))


@pytest.mark.parametrize("state", ["draft", "signed", "completed", "terminated"])
def test_what_does_not_run_ends_by_nothing(state):
    past = imported(term_to=date(2020, 12, 31), state=state)
    given().when(ImportContract(past)).then(past)


def test_without_the_day_on_which_it_was_taken_over_nothing_is_counted_behind_it():
    early = imported(term_to=date(2020, 12, 31), taken_on=None)
    given().when(ImportContract(early)).then(early)


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({}, [TERM_OVER, TERM_ENDING]),
        ({"term_to": None}, []),
        ({"term_to": date(2020, 12, 31)}, []),
        ({"term_to": date(2026, 3, 5)}, [TERM_OVER]),
        ({"state": "completed"}, []),
        ({"state": "signed", "effective_on": date(2026, 6, 1)}, [TAKE_EFFECT, TERM_OVER, TERM_ENDING]),
        ({"state": "signed"}, [TERM_OVER, TERM_ENDING]),
    ],
)
def test_deadlines_are_set_for_what_lies_ahead(more, kinds):
    assert deadlines_of(imported(**more)) == kinds
