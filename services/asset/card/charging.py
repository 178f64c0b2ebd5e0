"""What a period charges to a book, and how a charge is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.asset.card.commands import Charge, ReverseCharge
from services.asset.card.errors import NotLatestChargeError
from services.asset.card.events import AssetDepreciated, DepreciationReversed
from services.asset.card.state import Card
from services.asset.terms import Stretch, planned
from shared.eventstore.event import Event
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Chargeable:
    """As much of a card's book as its next charge follows from: what a run reads in bulk instead of folding cards."""

    asset_id: str
    class_code: str
    leading: bool
    currency: str
    cost: Decimal
    accumulated: Decimal
    charged_until: date | None
    kept_until: date | None
    stretches: Sequence[Stretch]


def charge(card: Card, order: Charge) -> list[Event]:
    charged = charge_of(_chargeable(card, order.book), order)
    return [charged] if charged else []


def reverse(card: Card, order: ReverseCharge) -> list[Event]:
    return [reversal_of(_chargeable(card, order.book), order)]


def _chargeable(card: Card, name: str) -> Chargeable:
    book = card.book(name)
    return Chargeable(
        asset_id=card.asset_id,
        class_code=card.class_code,
        leading=book.leading,
        currency=card.currency,
        cost=book.terms_now.cost,
        accumulated=book.accumulated,
        charged_until=book.charged_until,
        kept_until=book.kept_until,
        stretches=book.stretches,
    )


def charge_of(one: Chargeable, order: Charge) -> AssetDepreciated | None:
    """Everything planned after the last charge and until the period's end, missed rows included; None if nothing is."""
    amount, next_on = Decimal(0), None
    for on, planned_charge in planned(one.stretches, one.charged_until):
        if on > order.until:
            next_on = on
            break
        amount += planned_charge
    if not amount:
        return None
    accumulated = one.accumulated + amount
    return AssetDepreciated(
        asset_id=one.asset_id,
        run_id=order.run_id,
        unit_id=order.unit_id,
        class_code=one.class_code,
        book=order.book,
        leading=one.leading,
        period=order.period,
        charge=Money(amount, one.currency),
        accumulated=Money(accumulated, one.currency),
        book_value=Money(one.cost - accumulated, one.currency),
        since=one.charged_until,
        next_on=next_on,
        effective_on=order.until,
    )


def reversal_of(one: Chargeable, order: ReverseCharge) -> DepreciationReversed:
    """The charge of a run taken back; raises `NotLatestChargeError` when something stands upon it."""
    kept = one.kept_until is not None and one.kept_until >= order.until
    if one.charged_until != order.until or kept:
        raise NotLatestChargeError(asset_id=one.asset_id)
    accumulated = one.accumulated - order.charge
    return DepreciationReversed(
        asset_id=one.asset_id,
        run_id=order.run_id,
        unit_id=order.unit_id,
        class_code=one.class_code,
        book=order.book,
        leading=one.leading,
        period=order.period,
        charge=Money(order.charge, one.currency),
        accumulated=Money(accumulated, one.currency),
        book_value=Money(one.cost - accumulated, one.currency),
        since=order.since,
        next_on=next((on for on, _ in planned(one.stretches, order.since)), None),
        effective_on=order.until,
    )
