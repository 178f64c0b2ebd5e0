"""Cards, books and history as tables."""

from collections.abc import Iterable

from sqlalchemy import Executable, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_change

from services.asset.card.events import (
    AssetCapitalised,
    AssetMoved,
    AssetOffered,
    AssetProvisional,
    AssetTransferred,
    DepreciationPlanned,
    OfferEnded,
    ValueAdjusted,
)
from services.asset.card.tables import books, card_history, cards, charges
from services.asset.schedule.posting import month_end
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("cards", tables=[cards, books, card_history])

REMEMBERED = ("stage", "class_code", "cost", "location", "department", "holder_id")

Entered = AssetProvisional | AssetCapitalised
Dated = Entered | AssetMoved | AssetTransferred | ValueAdjusted


@projection.on(AssetProvisional)
def enter_provisional(r: Recorded[AssetProvisional]) -> Iterable[Executable]:
    event = r.event
    yield insert(cards).values(
        **_entered(event, r.unit, r.version),
        stage="provisional",
        order_id=event.order_id,
        supplier_id=event.supplier_id,
    )
    yield _remembered(r, "provisional")


@projection.on(AssetCapitalised)
def capitalise(r: Recorded[AssetCapitalised]) -> Iterable[Executable]:
    event = r.event
    if event.before is None:
        yield insert(cards).values(**_entered(event, r.unit, r.version), stage="capitalised")
    else:
        yield _changed(event.asset_id, r.version, stage="capitalised", cost=event.cost.amount)
    yield _remembered(r, "capitalised")


def _entered(event: Entered, unit: str, version: int) -> dict[str, object]:
    return {
        "asset_id": event.asset_id,
        "unit_id": unit,
        "number": event.number,
        "name": event.name,
        "class_code": event.class_code,
        "project_id": event.project_id,
        "contract_id": event.contract_id,
        "currency": event.cost.currency,
        "cost": event.cost.amount,
        "accumulated": 0,
        "opening": 0,
        "in_use": event.in_use,
        "location": "",
        "department": "",
        "version": version,
    }


@projection.on(DepreciationPlanned)
def plan(r: Recorded[DepreciationPlanned]) -> Iterable[Executable]:
    event = r.event
    planned = {
        "cost": event.cost.amount,
        "residual": event.residual.amount,
        "method": event.method,
        "periods": event.periods,
        "stretches": [stretch.model_dump(mode="json") for stretch in event.stretches],
        "next_on": event.next_on,
    }
    opening = event.opening_amount.amount
    book = insert_or_change(books).from_select(
        ["asset_id", "book", "unit_id", "leading", "class_code", "currency", "accumulated", *planned],
        select(
            cards.c.asset_id,
            literal(event.book),
            cards.c.unit_id,
            literal(event.leading),
            cards.c.class_code,
            cards.c.currency,
            literal(opening, books.c.accumulated.type),
            *(literal(value, books.c[name].type) for name, value in planned.items()),
        ).where(cards.c.asset_id == event.asset_id),
    )
    yield book.on_conflict_do_update(
        index_elements=["asset_id", "book"],
        set_={**{name: book.excluded[name] for name in planned}, "kept_until": books.c.charged_until},
    )
    first_of_leading = event.leading and event.since is None
    values = {"opening": opening, "accumulated": opening} if first_of_leading else {}
    yield _changed(event.asset_id, r.version, **values)


@projection.on(ValueAdjusted)
def adjust(r: Recorded[ValueAdjusted]) -> Iterable[Executable]:
    event = r.event
    yield _changed(event.asset_id, r.version)
    if event.cost is not None:
        leads = select(books.c.leading).where(books.c.asset_id == event.asset_id, books.c.book == event.book)
        yield (
            update(cards)
            .where(cards.c.asset_id == event.asset_id, leads.scalar_subquery())
            .values(cost=event.cost.amount)
        )
    yield _remembered(r, "value_adjusted")


@projection.on(AssetMoved)
def move(r: Recorded[AssetMoved]) -> Iterable[Executable]:
    event = r.event
    yield _changed(
        event.asset_id,
        r.version,
        location=event.location,
        department=event.department,
        holder_id=event.holder_id,
    )
    yield _remembered(r, "moved")


@projection.on(AssetOffered)
def offer(r: Recorded[AssetOffered]) -> Iterable[Executable]:
    yield _changed(r.event.asset_id, r.version, transfer_id=r.event.transfer_id)


@projection.on(OfferEnded)
def end_offer(r: Recorded[OfferEnded]) -> Iterable[Executable]:
    yield _changed(r.event.asset_id, r.version, transfer_id=None)


@projection.on(AssetTransferred)
def hand_over(r: Recorded[AssetTransferred]) -> Iterable[Executable]:
    event = r.event
    yield _changed(
        event.asset_id,
        r.version,
        unit_id=event.receiver,
        transfer_id=None,
        location="",
        department="",
        holder_id=None,
    )
    yield (
        update(books)
        .where(books.c.asset_id == event.asset_id)
        .values(unit_id=event.receiver, given_by=event.giver, given_until=month_end(event.effective_on))
    )
    for table in (card_history, charges):
        yield update(table).where(table.c.asset_id == event.asset_id).values(unit_id=event.receiver)
    yield _remembered(r, "transferred")


def _changed(asset_id: str, version: int, **values: object) -> Executable:
    return update(cards).where(cards.c.asset_id == asset_id).values(version=version, **values)


def _remembered(r: Recorded[Dated] | Recorded[AssetProvisional], what: str) -> Executable:
    """The card as it stands after the event."""
    return insert(card_history).from_select(
        ["asset_id", "version", "unit_id", "held_by", "effective_on", "recorded_at", "what", *REMEMBERED],
        select(
            cards.c.asset_id,
            cards.c.version,
            cards.c.unit_id,
            cards.c.unit_id,
            literal(r.event.effective_on, card_history.c.effective_on.type),
            literal(r.recorded_at, card_history.c.recorded_at.type),
            literal(what),
            *(cards.c[name] for name in REMEMBERED),
        ).where(cards.c.asset_id == r.event.asset_id),
    )
