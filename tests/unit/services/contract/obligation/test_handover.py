from datetime import date
from decimal import Decimal

import pytest

from services.contract.obligation.aggregate import (
    OBLIGATION,
    ChangeObligation,
    LapseObligation,
    MarkOverdue,
    MeetObligation,
    NotCountedError,
    PerformObligation,
    PlanObligation,
    decide,
)
from services.contract.obligation.events import (
    ObligationChanged,
    ObligationMet,
    ObligationOverdue,
    ObligationPerformed,
    ObligationPlanned,
)
from services.contract.obligation.handover import Left, Parties, allotted, handovers
from services.contract.particulars import Deliverable
from services.contract.terms import After
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

SIGNED, DUE, LATER = date(2026, 3, 1), date(2026, 4, 1), date(2026, 4, 20)
given = specification(OBLIGATION, decide)
PURCHASE = Parties("c1", "k1", "s1", "purchase", "CNY")
FANS = Deliverable(clause="3", description="Fan", quantity=Decimal(10), unit="pcs", due_on=DUE)
REPORT = Deliverable(clause="3", description="Test report", after=After(event="signing", days=30))
MANUAL = Deliverable(clause="4", description="Manual", after=After(event="delivery", days=5))


def planned(one: Deliverable) -> ObligationPlanned:
    return handovers(PURCHASE, [one], SIGNED)[0]


def performed(quantity: int, total: int, document: str | None = "a1") -> ObligationPerformed:
    plan = planned(FANS).model_dump(include=set(ObligationPerformed.model_fields))
    return ObligationPerformed(
        **plan, quantity=Decimal(quantity), total=Decimal(total), document=document, effective_on=DUE
    )


def met(plan: ObligationPlanned, on: date = DUE) -> ObligationMet:
    return ObligationMet(**plan.model_dump(exclude={"direction", "after"}), met_on=on)


def test_deliverables_are_owed_by_whoever_hands_them_over_with_clause_day_and_quantity():
    fans, report, manual = handovers(PURCHASE, [FANS, REPORT, MANUAL], SIGNED)
    assert (fans.clause, fans.phase, fans.debtor, fans.due_on) == ("3", "handover", "counterparty", DUE)
    assert fans.thing is not None
    assert (fans.thing.quantity, fans.thing.unit, fans.amount) == (Decimal(10), "pcs", Money.zero("CNY"))
    assert (report.due_on, manual.due_on) == (date(2026, 3, 31), None)
    [sold] = handovers(Parties("c1", "k1", "s1", "sales", "EUR"), [FANS], SIGNED)
    assert (sold.debtor, sold.amount.currency) == ("us", "EUR")


def test_each_keeps_its_place_whatever_is_written_before_it():
    first, second = handovers(PURCHASE, [FANS, FANS], SIGNED)
    assert first.obligation_id != second.obligation_id
    again = handovers(PURCHASE, [REPORT, FANS, MANUAL, FANS], SIGNED)
    assert [again[1].obligation_id, again[3].obligation_id] == [first.obligation_id, second.obligation_id]


def test_the_last_of_what_is_counted_meets_it_also_when_it_is_late():
    plan = planned(FANS)
    overdue = ObligationOverdue(**plan.model_dump(exclude={"direction", "after"}))
    given(plan).when(PerformObligation(Decimal(4), "a1", DUE)).then(performed(4, 4))
    given(plan, performed(4, 4)).when(MarkOverdue(LATER)).then(overdue)
    given(plan, performed(4, 4), overdue).when(PerformObligation(Decimal(6), "a1", DUE)).then(
        performed(6, 10), met(plan)
    )
    given(plan, performed(10, 10), met(plan)).when(PerformObligation(Decimal(1), "a2", DUE)).then()


def test_more_than_is_owed_and_what_nobody_counts_is_refused():
    given(planned(FANS), performed(4, 4)).when(PerformObligation(Decimal(7), None, DUE)).fails(InvalidFieldError)
    given(planned(REPORT)).when(PerformObligation(Decimal(1), None, DUE)).fails(NotCountedError)
    given(planned(REPORT)).when(MeetObligation(DUE)).then(met(planned(REPORT)))


def test_an_amendment_to_less_than_was_handed_over_meets_it_and_one_to_more_opens_it_again():
    plan = planned(FANS)
    fewer, more = (planned(FANS.model_copy(update={"quantity": Decimal(each)})) for each in (4, 12))
    changed = ObligationChanged(**fewer.model_dump(), effective_on=LATER)
    given(plan, performed(4, 4)).when(ChangeObligation(fewer, LATER)).then(changed, met(fewer, LATER))
    given(plan, performed(4, 4)).when(ChangeObligation(plan, LATER)).then()
    opened = ObligationChanged(**more.model_dump(), effective_on=LATER)
    given(plan, performed(10, 10), met(plan)).when(ChangeObligation(more, LATER)).then(opened)
    given(plan, performed(10, 10), met(plan), opened).when(PerformObligation(Decimal(3), None, LATER)).fails(
        InvalidFieldError
    )


def test_what_lapsed_is_handed_over_no_more():
    plan = planned(FANS)
    state = OBLIGATION.fold([plan, *decide(OBLIGATION.fold([plan]), LapseObligation(DUE))])
    assert decide(state, PerformObligation(Decimal(1), None, DUE)) == []
    assert decide(OBLIGATION.initial, PlanObligation(plan)) == [plan]


MAY, JUNE, PUMP = Left("may", "Fan", Decimal(6)), Left("june", "Fan", Decimal(6)), Left("pump", "Pump", Decimal(2))


@pytest.mark.parametrize(
    ("came", "parts"),
    [
        ([("Fan", 4)], {"may": 4}),
        ([(" fan ", 9)], {"may": 6, "june": 3}),
        ([("Fan", 3), ("Pump", 1), ("Fan", 4)], {"may": 6, "june": 1, "pump": 1}),
        ([("Fan", 20)], {"may": 6, "june": 6}),
        ([("Screw", 5)], {}),
    ],
)
def test_what_came_goes_to_the_thing_of_its_name_the_first_due_first(
    came: list[tuple[str, int]], parts: dict[str, int]
):
    found = allotted([MAY, JUNE, PUMP], [(name, Decimal(each)) for name, each in came], alone=False)
    assert found == {name: Decimal(each) for name, each in parts.items()}


def test_the_only_thing_of_a_clause_takes_whatever_is_accepted_under_it():
    assert allotted([MAY], [("Ventilator", Decimal(4)), ("x", Decimal(4))], alone=True) == {"may": Decimal(6)}
