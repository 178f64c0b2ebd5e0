"""A contract on any day, by what was known at any moment."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.contract.events import ContractTerminated
from services.contract.contract.machine import State
from services.contract.ledger.events import LedgerAdjusted, LedgerAmended, LedgerBooked, Limit
from services.contract.obligation.events import ObligationMet
from services.contract.standing.folding import Known, owed, standing
from shared.eventstore.event import Event
from shared.values.money import Money
from tests.unit.services.contract.contract.test_aggregate import APPROVED, DRAFTED, OURS, SUBMITTED, TODAY
from tests.unit.services.contract.contract.test_amending import EFFECTIVE, LATER, SIGNED, THEIRS, agreed, amended
from tests.unit.services.contract.ledger.test_control_holds import cny, opened
from tests.unit.services.contract.obligation.test_aggregate import DATED, DUE
from tests.unit.services.contract.obligation.test_plan_changes import MORE, changed

BEFORE = date(2026, 3, 1)
LIMIT = Limit(clause="5", phase="a", limit=cny(10000))
OPEN = opened([LIMIT], 100)


def recorded(*events: tuple[Event, date]) -> list[Known]:
    return [Known(event, at, on) for at, (event, on) in enumerate(events, 1)]


def booked(cents: int, on: date, kind: Any = "paid") -> LedgerBooked:
    return LedgerBooked(
        contract_id="c1", kind=kind, document="d", clause="5", phase="a", amount=cny(cents), effective_on=on
    )


LIFE = recorded(
    *((event, TODAY) for event in (DRAFTED, SUBMITTED, APPROVED, OURS, THEIRS, SIGNED, EFFECTIVE)),
    (agreed(), TODAY),
    (amended(title="Ventilators"), LATER),
)


def test_before_there_was_a_draft_there_was_no_contract():
    assert standing(LIFE, [], BEFORE) is None


def test_the_terms_are_those_that_were_in_force_on_the_day():
    first, second = standing(LIFE, [], date(2026, 3, 31)), standing(LIFE, [], LATER)
    assert first is not None
    assert second is not None
    assert (first.terms and first.terms.title, first.amended_by) == (DRAFTED.title, ())
    assert (second.terms and second.terms.title, second.amended_by) == ("Ventilators", ("a1",))
    assert (first.state, second.state) == (State.EFFECTIVE, State.EFFECTIVE)


def test_an_amendment_of_the_past_changes_that_past_only_for_who_knows_of_it():
    late = recorded(*((one.event, TODAY) for one in LIFE[:-1]), (amended(title="Ventilators"), date(2026, 5, 1)))
    knew, knows = standing(late[:-1], [], LATER), standing(late, [], LATER)
    assert knew is not None
    assert knows is not None
    assert (knew.terms and knew.terms.title, knows.terms and knows.terms.title) == (DRAFTED.title, "Ventilators")


def test_what_was_registered_later_had_its_terms_all_the_same():
    """Signed on the second of March, entered in May."""
    entered = recorded(*((one.event, date(2026, 5, 1)) for one in LIFE[:7]))
    found = standing(entered, [], TODAY)
    assert found is not None
    assert (found.state, found.terms) == (State.EFFECTIVE, DRAFTED)


def test_an_end_that_is_entered_late_counts_from_its_day_on():
    ended = ContractTerminated(contract_id="c1", reason=None, effective_on=date(2026, 3, 20))
    late = [*LIFE[:7], Known(ended, 8, date(2026, 6, 1))]
    states = [found.state for on in (19, 20) if (found := standing(late, [], date(2026, 3, on)))]
    assert states == [State.EFFECTIVE, State.TERMINATED]


def test_balances_count_by_their_day_with_corrections_and_late_entries():
    credit = LedgerAdjusted(
        contract_id="c1",
        kind="refunded",
        document="r",
        of="d",
        clause="5",
        phase="a",
        amount=cny(300),
        effective_on=LATER,
    )
    ledger = recorded(
        (OPEN, TODAY), (booked(2000, TODAY), TODAY), (credit, LATER), (booked(700, date(2026, 3, 10)), date(2026, 6, 1))
    )
    known_then, known_now = standing(LIFE, ledger[:3], date(2026, 3, 15)), standing(LIFE, ledger, date(2026, 3, 15))
    later = standing(LIFE, ledger, LATER)
    assert known_then is not None
    assert known_now is not None
    assert later is not None
    assert known_then.balances == {("paid", "5", "a"): cny(2000)}
    assert known_now.balances == {("paid", "5", "a"): cny(2700)}
    assert later.balances == {("paid", "5", "a"): cny(2700), ("refunded", "5", "a"): cny(300)}


def test_limits_are_those_of_the_last_change_in_force():
    other = LIMIT.model_copy(update={"limit": cny(15000)})
    change = LedgerAmended(
        contract_id="c1",
        counterparty_id="k1",
        because="a1",
        limits=(other,),
        total=cny(15000),
        open_ended=False,
        payment_control="strict",
        match_tolerance=Decimal(0),
        effective_on=LATER,
    )
    ledger = recorded((OPEN, TODAY), (change, LATER))
    limits = [found.limits for on in (TODAY, LATER) if (found := standing(LIFE, ledger, on))]
    assert limits == [OPEN, change]


def test_nothing_is_allowed_while_nobody_has_signed():
    found = standing(LIFE[:3], recorded((OPEN, TODAY)), TODAY)
    assert found is not None
    assert (found.state, found.limits) == (State.APPROVED, None)


def test_what_was_owed_on_a_day():
    met = ObligationMet.model_validate(
        {**DATED.model_dump(exclude={"direction", "after"}), "met_on": date(2026, 4, 10)}
    )
    events = recorded((DATED, TODAY), (met, date(2026, 4, 12)))
    days = [date(2026, 3, 31), DUE, date(2026, 4, 5), date(2026, 4, 10)]
    assert [found.state for on in days if (found := owed(events, on))] == ["planned", "due", "overdue", "met"]
    more = recorded((DATED, TODAY), (changed(MORE), date(2026, 3, 20)))
    amounts = [found.plan.amount for on in (date(2026, 3, 14), date(2026, 3, 15)) if (found := owed(more, on))]
    assert amounts == [Money.of("60", "CNY"), Money.of("90", "CNY")]
