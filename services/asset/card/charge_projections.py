"""Charges as rows, books and cards brought up to them.

One statement of one text an event, with one argument: a run has an event a card, and building statements by their
columns took five sixths of its time.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from services.asset.card.events import AssetDepreciated, DepreciationReversed
from services.asset.card.tables import charges
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("charges", tables=[charges])

POST: Final = text("""
WITH posted AS (
    SELECT * FROM jsonb_to_record(:posted) AS posted (
        run_id text, asset_id text, version integer, book text, period text, unit_id text, borne_by text,
        class_code text, "leading" boolean, charge numeric, accumulated numeric, since date, charged_until date,
        next_on date, effective_on date, recorded_at timestamptz)
), of_book AS (
    UPDATE books SET accumulated = posted.accumulated, charged_until = posted.charged_until, next_on = posted.next_on
    FROM posted WHERE books.asset_id = posted.asset_id AND books.book = posted.book
), of_card AS (
    UPDATE cards SET version = posted.version,
           accumulated = CASE WHEN posted."leading" THEN posted.accumulated ELSE cards.accumulated END
    FROM posted WHERE cards.asset_id = posted.asset_id
)
INSERT INTO charges (run_id, asset_id, version, book, period, unit_id, borne_by, class_code, "leading", charge, since,
                     effective_on, recorded_at)
SELECT run_id, asset_id, version, book, period, unit_id, borne_by, class_code, "leading", charge, since, effective_on,
       recorded_at
FROM posted
""").bindparams(bindparam("posted", type_=JSONB))


@projection.on(AssetDepreciated)
def charge(r: Recorded[AssetDepreciated]) -> Iterable[Executable]:
    yield _posted(r, str(r.event.charge.amount), r.event.effective_on.isoformat())


@projection.on(DepreciationReversed)
def reverse(r: Recorded[DepreciationReversed]) -> Iterable[Executable]:
    since = r.event.since
    yield _posted(r, str(-r.event.charge.amount), since.isoformat() if since else None)


def _posted(
    r: Recorded[AssetDepreciated] | Recorded[DepreciationReversed], charge: str, charged_until: str | None
) -> Executable:
    event = r.event
    posted: dict[str, Any] = {
        "run_id": event.run_id,
        "asset_id": event.asset_id,
        "version": r.version,
        "book": event.book,
        "period": event.period,
        "unit_id": r.unit,
        "borne_by": event.unit_id,
        "class_code": event.class_code,
        "leading": event.leading,
        "charge": charge,
        "accumulated": str(event.accumulated.amount),
        "since": event.since.isoformat() if event.since else None,
        "charged_until": charged_until,
        "next_on": event.next_on.isoformat() if event.next_on else None,
        "effective_on": event.effective_on.isoformat(),
        "recorded_at": r.recorded_at.isoformat(),
    }
    return POST.bindparams(posted=posted)
