"""What is due: the books of a unit and all below it, read in bulk and turned into charges without folding cards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import asyncpg
from pydantic import TypeAdapter

from services.asset.card.charging import Chargeable
from services.asset.terms import Stretch

BEARER: Final = "CASE WHEN b.given_until >= $2 THEN b.given_by ELSE b.unit_id END"
"""Within a legal entity the giver of a transfer bears the charge of its month."""

DUE_BOOKS: Final = f"""
SELECT b.asset_id, b.class_code, b.leading, b.currency, b.cost, b.accumulated, b.charged_until, b.kept_until,
       b.stretches, {BEARER} AS bearer
FROM books b
WHERE b.book = $1 AND b.next_on <= $2 AND b.currency = $3
  AND {BEARER} IN (SELECT descendant FROM unit_closure WHERE ancestor = $4)
"""  # nosec B608  # assembled from constants of the code only

DUE_CARDS: Final = f"""
SELECT due.*, c.unit_id, c.version FROM ({DUE_BOOKS} ORDER BY b.asset_id LIMIT $5) due
JOIN cards c ON c.asset_id = due.asset_id ORDER BY due.asset_id
"""  # nosec B608  # assembled from constants of the code only

CHARGED_BY_RUN: Final = """
SELECT b.asset_id, b.class_code, b.leading, b.currency, b.cost, b.accumulated, b.charged_until, b.kept_until,
       b.stretches, h.borne_by AS bearer, h.charge, h.since, c.unit_id, c.version
FROM charges h
JOIN books b ON b.asset_id = h.asset_id AND b.book = h.book
JOIN cards c ON c.asset_id = h.asset_id
WHERE h.run_id = $1 AND h.charge > 0
  AND NOT EXISTS (SELECT FROM charges r WHERE r.run_id = $1 AND r.asset_id = h.asset_id AND r.version > h.version)
ORDER BY h.asset_id
"""

TOTALS: Final = """
SELECT borne_by, class_code, sum(charge) AS charge, sum(sign(charge))::int AS cards FROM charges
WHERE run_id = $1 GROUP BY borne_by, class_code HAVING sum(sign(charge)) > 0 ORDER BY borne_by, class_code
"""

_STRETCHES: Final = TypeAdapter(tuple[Stretch, ...])


@dataclass(frozen=True, slots=True)
class DueCard:
    """A card with something to charge: where its stream stands, who bears the charge."""

    chargeable: Chargeable
    bearer: str
    unit_id: str
    version: int


async def due_cards(
    conn: "asyncpg.Connection[Any]", *, book: str, until: date, currency: str, unit: str, most: int
) -> list[DueCard]:
    rows = await conn.fetch(DUE_CARDS, book, until, currency, unit, most)
    return [due_card(row) for row in rows]


def due_card(row: asyncpg.Record) -> DueCard:
    return DueCard(chargeable_of(row), row["bearer"], row["unit_id"], row["version"])


def chargeable_of(row: asyncpg.Record) -> Chargeable:
    return Chargeable(
        asset_id=row["asset_id"],
        class_code=row["class_code"],
        leading=row["leading"],
        currency=row["currency"],
        cost=row["cost"],
        accumulated=row["accumulated"],
        charged_until=row["charged_until"],
        kept_until=row["kept_until"],
        stretches=_STRETCHES.validate_python(row["stretches"]),
    )


def chargeables(rows: Sequence[asyncpg.Record]) -> Iterator[tuple[str, Chargeable]]:
    """Who bears a charge, and of what."""
    return ((row["bearer"], chargeable_of(row)) for row in rows)
