"""Charges as rows, books and cards brought up to them: one statement an event, so that a run's are sent together."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import Executable, insert, update

from services.asset.card.events import AssetDepreciated, DepreciationReversed
from services.asset.card.tables import books, cards, charges
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("charges", tables=[charges])


@projection.on(AssetDepreciated)
def charge(r: Recorded[AssetDepreciated]) -> Iterable[Executable]:
    event = r.event
    yield _posted(r, event.charge.amount, charged_until=event.effective_on)


@projection.on(DepreciationReversed)
def reverse(r: Recorded[DepreciationReversed]) -> Iterable[Executable]:
    yield _posted(r, -r.event.charge.amount, charged_until=r.event.since)


def _posted(
    r: Recorded[AssetDepreciated] | Recorded[DepreciationReversed], charge: Decimal, **book: object
) -> Executable:
    event = r.event
    accumulated = event.accumulated.amount
    of_book = (
        update(books)
        .where(books.c.asset_id == event.asset_id, books.c.book == event.book)
        .values(accumulated=accumulated, next_on=event.next_on, **book)
    )
    of_card = update(cards).where(cards.c.asset_id == event.asset_id)
    of_card = of_card.values(version=r.version, **({"accumulated": accumulated} if event.leading else {}))
    row = insert(charges).values(
        run_id=event.run_id,
        asset_id=event.asset_id,
        version=r.version,
        book=event.book,
        period=event.period,
        unit_id=r.unit,
        borne_by=event.unit_id,
        class_code=event.class_code,
        leading=event.leading,
        charge=charge,
        since=event.since,
        effective_on=event.effective_on,
        recorded_at=r.recorded_at,
    )
    return row.add_cte(of_book.cte("of_book"), of_card.cte("of_card"))
