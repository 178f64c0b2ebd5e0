from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from services.asset.card.aggregate import CARD, decide
from services.asset.card.commands import (
    AdjustValue,
    Capitalise,
    Charge,
    EndOffer,
    EnterCapitalised,
    EnterProvisional,
    HandOver,
    Identity,
    Move,
    Offer,
    Opening,
    PlanDepreciation,
    ReverseCharge,
)
from services.asset.card.errors import (
    NotLatestChargeError,
    OfferedElsewhereError,
    OtherCurrencyError,
    SecondScheduleError,
    UnknownBookError,
)
from services.asset.card.events import (
    AssetCapitalised,
    AssetDepreciated,
    AssetMoved,
    AssetOffered,
    AssetProvisional,
    AssetTransferred,
    DepreciationPlanned,
    DepreciationReversed,
    OfferEnded,
    ValueAdjusted,
)
from services.asset.card.state import Card
from services.asset.schedule.posting import month_end
from services.asset.terms import BookTerms
from shared.eventstore.event import Event
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

given = specification(CARD, decide)
IN_USE = date(2024, 3, 15)
APRIL_30, MAY_31 = date(2024, 4, 30), date(2024, 5, 31)
ACCOUNTING = BookTerms(book="accounting", leading=True, periods=120)
TAX = BookTerms(book="tax", periods=60)
IDENTITY = Identity("a", "A-1", "Tower crane", "A.1", IN_USE, project_id="p", contract_id="k", order_id="o")


def cny(amount: str | int) -> Money:
    return Money.of(amount, "CNY")


def happened(*commands: object) -> list[Event]:
    events: list[Event] = []
    for command in commands:
        events += decide(CARD.fold(events), command)  # type: ignore[arg-type]
    return events


def charge(period: str, until: date, book: str = "accounting") -> Charge:
    return Charge(f"run-{period}", "nanjing", book, period, until)


ENTER = EnterProvisional(IDENTITY, cny(1200000), (ACCOUNTING,), IN_USE)
SIX_CHARGES = [charge(f"2024-{month:02}", month_end(date(2024, month, 1))) for month in range(4, 10)]


def planned_of(events: Sequence[Event]) -> DepreciationPlanned:
    return [event for event in events if isinstance(event, DepreciationPlanned)][-1]


def test_a_provisional_asset_is_planned_in_every_book_of_its_class():
    events = happened(EnterProvisional(IDENTITY, cny(1200000), (ACCOUNTING, TAX), IN_USE))
    assert [type(event) for event in events] == [AssetProvisional, DepreciationPlanned, DepreciationPlanned]
    first = events[1]
    assert isinstance(first, DepreciationPlanned)
    assert (first.next_on, first.stretches[0].count, first.stretches[0].charge) == (date(2024, 4, 30), 120, 10000)


def test_a_month_is_charged_by_plan_and_only_once():
    given(*happened(ENTER)).when(SIX_CHARGES[0]).then(
        AssetDepreciated(
            asset_id="a",
            run_id="run-2024-04",
            unit_id="nanjing",
            class_code="A.1",
            book="accounting",
            leading=True,
            period="2024-04",
            charge=cny(10000),
            accumulated=cny(10000),
            book_value=cny(1190000),
            since=None,
            next_on=date(2024, 5, 31),
            effective_on=date(2024, 4, 30),
        )
    )
    given(*happened(ENTER, SIX_CHARGES[0])).when(SIX_CHARGES[0]).then()


def test_nothing_is_charged_in_the_month_of_use():
    given(*happened(ENTER)).when(charge("2024-03", date(2024, 3, 31))).then()


def test_a_card_entered_late_posts_its_missed_charges_in_the_first_open_period():
    (event,) = happened(ENTER, SIX_CHARGES[5])[2:]
    assert isinstance(event, AssetDepreciated)
    assert event.charge == cny(60000)


def test_settlement_spreads_the_difference_and_leaves_charges_made():
    events = happened(ENTER, *SIX_CHARGES, Capitalise(cny(1320000), date(2024, 10, 8)))
    capitalised, plan = events[-2:]
    assert isinstance(capitalised, AssetCapitalised)
    assert (capitalised.cost, capitalised.before) == (cny(1320000), cny(1200000))
    assert isinstance(plan, DepreciationPlanned)
    assert [(one.count, one.charge) for one in plan.stretches] == [(113, Decimal("11052.63")), (1, Decimal("11052.81"))]
    assert plan.next_on == date(2024, 10, 31)


def test_settlement_dated_into_a_charged_month_reaches_no_charge_made():
    events = happened(ENTER, *SIX_CHARGES, Capitalise(cny(1320000), date(2024, 8, 1)))
    assert planned_of(events).since == date(2024, 10, 1)
    assert planned_of(events).stretches[0].charge == Decimal("11052.63")


def test_settlement_at_the_estimate_needs_no_new_plan():
    events = happened(ENTER, Capitalise(cny(1200000), IN_USE))
    assert [type(event) for event in events[2:]] == [AssetCapitalised]


def test_a_fully_depreciated_card_stays_without_charge():
    events = happened(ENTER, charge("2034-03", date(2034, 3, 31)))
    last = events[-1]
    assert isinstance(last, AssetDepreciated)
    assert (last.accumulated, last.next_on) == (cny(1200000), None)
    given(*events).when(charge("2034-04", date(2034, 4, 30))).then()


def test_an_asset_brought_over_goes_on_from_its_opening():
    opening = Opening(6, Decimal(60000), date(2024, 10, 31))
    events = happened(EnterCapitalised(IDENTITY, cny(1200000), (ACCOUNTING,), date(2024, 10, 1), opening))
    (event,) = decide(CARD.fold(events), charge("2024-10", date(2024, 10, 31)))
    assert isinstance(event, AssetDepreciated)
    assert (event.charge, event.accumulated) == (cny(10000), cny(70000))


def test_an_opening_over_the_depreciable_amount_is_refused():
    opening = Opening(6, Decimal(1200001), date(2024, 10, 31))
    given().when(EnterCapitalised(IDENTITY, cny(1200000), (ACCOUNTING,), IN_USE, opening)).fails(InvalidFieldError)


def test_a_cost_of_zero_is_refused():
    given().when(EnterCapitalised(IDENTITY, cny(0), (ACCOUNTING,), IN_USE)).fails(InvalidFieldError)


def test_a_second_active_schedule_in_one_book_is_refused():
    given(*happened(ENTER)).when(PlanDepreciation(ACCOUNTING, IN_USE)).fails(SecondScheduleError, book="accounting")
    (plan,) = given(*happened(ENTER)).when(PlanDepreciation(TAX, IN_USE)).events
    assert isinstance(plan, DepreciationPlanned)
    assert not plan.leading


def test_books_are_charged_apart():
    events = happened(EnterProvisional(IDENTITY, cny(1200000), (ACCOUNTING, TAX), IN_USE), SIX_CHARGES[0])
    card = CARD.fold(events)
    assert (card.books["accounting"].accumulated, card.books["tax"].accumulated) == (10000, 0)
    given(*events).when(charge("2024-04", date(2024, 4, 30), "group")).fails(UnknownBookError)


def test_a_longer_life_lowers_the_charges_to_come():
    events = happened(ENTER, *SIX_CHARGES, AdjustValue("c", "accounting", "review", date(2024, 10, 1), periods=234))
    assert isinstance(events[-2], ValueAdjusted)
    assert planned_of(events).stretches[0].charge == 5000


def test_a_change_below_what_is_charged_is_refused():
    adjust = AdjustValue("c", "accounting", "impaired", date(2024, 10, 1), cost=Decimal(50000))
    given(*happened(ENTER, *SIX_CHARGES)).when(adjust).fails(InvalidFieldError)


def test_the_latest_charge_can_be_reversed_and_posted_anew():
    events = happened(ENTER, SIX_CHARGES[0], SIX_CHARGES[1])
    back = ReverseCharge("run-2024-05", "nanjing", "accounting", "2024-05", Decimal(10000), date(2024, 4, 30), MAY_31)
    (reversal,) = decide(CARD.fold(events), back)
    assert isinstance(reversal, DepreciationReversed)
    assert (reversal.accumulated, reversal.next_on) == (cny(10000), date(2024, 5, 31))
    (again,) = decide(CARD.fold([*events, reversal]), SIX_CHARGES[1])
    assert again == events[-1]


def test_an_earlier_charge_is_not_reversed_before_the_later_one():
    back = ReverseCharge("run-2024-04", "nanjing", "accounting", "2024-04", Decimal(10000), None, APRIL_30)
    given(*happened(ENTER, SIX_CHARGES[0], SIX_CHARGES[1])).when(back).fails(NotLatestChargeError)


def test_charges_are_reversed_one_after_the_other_back_to_the_last_change_of_plan():
    first = ReverseCharge("run-2024-04", "nanjing", "accounting", "2024-04", Decimal(10000), None, APRIL_30)
    second = ReverseCharge("run-2024-05", "nanjing", "accounting", "2024-05", Decimal(10000), APRIL_30, MAY_31)
    card = CARD.fold(happened(ENTER, SIX_CHARGES[0], SIX_CHARGES[1], second, first))
    assert (card.accumulated, card.books["accounting"].charged_until) == (cny(0), None)
    changed = happened(ENTER, SIX_CHARGES[0], Capitalise(cny(1320000), APRIL_30), SIX_CHARGES[1], second)
    given(*changed).when(first).fails(NotLatestChargeError)


def test_a_card_is_offered_to_one_unit_at_a_time():
    offered = AssetOffered(asset_id="a", transfer_id="t", receiver="suzhou", effective_on=IN_USE)
    given(*happened(ENTER)).when(Offer("t", "suzhou", IN_USE)).then(offered)
    given(*happened(ENTER), offered).when(Offer("t2", "wuxi", IN_USE)).fails(OfferedElsewhereError)
    given(*happened(ENTER), offered).when(EndOffer("t", IN_USE)).then(
        OfferEnded(asset_id="a", transfer_id="t", effective_on=IN_USE)
    )


def test_value_and_accumulated_depreciation_go_to_the_receiver():
    events = happened(ENTER, SIX_CHARGES[0], Offer("t", "suzhou", IN_USE))
    handed = HandOver("t", "nanjing", "suzhou", date(2024, 5, 2))
    given(*events).when(handed).then(
        AssetTransferred(
            asset_id="a",
            transfer_id="t",
            giver="nanjing",
            receiver="suzhou",
            cost=cny(1200000),
            accumulated=cny(10000),
            effective_on=date(2024, 5, 2),
        )
    )
    given(*happened(ENTER)).when(handed).fails(OfferedElsewhereError)


def test_a_card_moves_inside_its_unit():
    moved = AssetMoved(asset_id="a", location="yard 2", department="works", holder_id=None, effective_on=IN_USE)
    given(*happened(ENTER)).when(Move("yard 2", "works", None, IN_USE)).then(moved)


def test_a_card_keeps_the_currency_of_its_cost():
    given(*happened(ENTER)).when(Capitalise(Money.of(5, "USD"), IN_USE)).fails(OtherCurrencyError)


@pytest.mark.parametrize("command", [SIX_CHARGES[0], Move("x", "y", None, IN_USE), Capitalise(cny(1), IN_USE)])
def test_nothing_happens_to_an_asset_that_never_came_in(command: object):
    given().when(command).fails(NotPossibleNowError)


def test_an_asset_comes_in_once():
    given(*happened(ENTER)).when(ENTER).fails(NotPossibleNowError)


def test_a_snapshot_of_a_card_reads_back():
    from pydantic import TypeAdapter

    card = CARD.fold(happened(ENTER, *SIX_CHARGES, Capitalise(cny(1320000), date(2024, 10, 8))))
    shape = TypeAdapter(Card)
    assert shape.validate_json(shape.dump_json(card)) == card


def test_amounts_finer_than_the_currency_are_refused_with_their_field():
    opening = Opening(6, Decimal("0.001"), date(2024, 10, 31))
    given().when(EnterCapitalised(IDENTITY, cny(1200000), (ACCOUNTING,), IN_USE, opening)).fails(InvalidFieldError)
    adjust = AdjustValue("c", "accounting", "review", IN_USE, residual=Decimal("0.001"))
    given(*happened(ENTER)).when(adjust).fails(InvalidFieldError)
