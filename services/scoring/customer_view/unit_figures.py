"""Figures of a unit and all below it, read as of a day: one statement, one moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from pydantic_core import from_json

from services.scoring.customer_view.figures import (
    ALLOCATED,
    AS_KIND,
    HERE,
    ISSUED,
    LATE,
    OPEN,
    OVERDUE,
    PLACED,
    SETTLED_BY,
    SOLD,
    TAKEN,
    worn,
)
from services.scoring.customer_view.queries import ALWAYS
from services.scoring.customer_view.statement import AT, POSITIONS_ANSWER, VISIBLE
from shared.eventstore.work import Work

BELOW: Final = f"unit_id IN (SELECT descendant FROM unit_closure WHERE ancestor = $1) AND {VISIBLE}"  # nosec B608  # constants of the code only
WITHIN: Final = f"{AT} AND {BELOW}"

UNIT_FIGURES: Final = f"""
WITH taken AS (
    SELECT DISTINCT ON (asset_id) asset_id, {AS_KIND} AS kind, cost, currency FROM asset_facts
    WHERE {TAKEN} AND {AT}
    ORDER BY asset_id, version DESC
),
last_placed AS (
    SELECT DISTINCT ON (asset_id) asset_id, unit_id, kind FROM asset_facts
    WHERE {PLACED} AND {AT}
    ORDER BY asset_id, version DESC, line
),
placed AS (SELECT asset_id, unit_id FROM last_placed WHERE {HERE} AND {BELOW}),
charged AS (
    SELECT DISTINCT ON (asset_id) asset_id, accumulated FROM asset_facts
    WHERE {worn("$4")} AND {AT} ORDER BY asset_id, version DESC
),
paid AS (
    SELECT invoice_id, currency, sum(amount) AS amount FROM (
        SELECT invoice_id, currency, amount FROM payments WHERE {ALLOCATED} AND {WITHIN}
        UNION ALL
        SELECT invoice_id, currency, {SETTLED_BY} FROM adjustments WHERE {WITHIN}
    ) settling GROUP BY 1, 2
),
owed AS (
    SELECT i.currency, $2 - i.due_on AS days, i.amount - coalesce(p.amount, 0) AS owed
    FROM (SELECT * FROM invoices WHERE {ISSUED} AND {WITHIN}) i
    LEFT JOIN paid p ON p.invoice_id = i.invoice_id AND p.currency = i.currency
)
SELECT json_build_object(
    'purchases', (SELECT coalesce(json_agg(m ORDER BY month, currency), '[]') FROM (
        SELECT to_char(effective_on, 'YYYY-MM') AS month, currency, sum(amount)::text AS amount,
               count(DISTINCT customer_id)::int AS customers
        FROM purchases WHERE {SOLD} AND {WITHIN} GROUP BY 1, 2) m),
    'products', (SELECT coalesce(json_agg(p ORDER BY amount::numeric DESC, product), '[]') FROM (
        SELECT coalesce(product, '') AS product, currency, sum(quantity)::text AS quantity, sum(amount)::text AS amount
        FROM purchases WHERE {SOLD} AND {WITHIN} GROUP BY 1, 2 ORDER BY sum(amount) DESC, 1 LIMIT 50) p),
    'payments', (SELECT coalesce(json_agg(p ORDER BY kind, currency), '[]') FROM (
        SELECT kind, currency, sum(amount)::text AS amount, count(*)::int AS number,
               count(*) FILTER (WHERE {LATE})::int AS late
        FROM payments WHERE {WITHIN} GROUP BY 1, 2) p),
    'arrears', (SELECT coalesce(json_agg(a ORDER BY currency), '[]') FROM (
        SELECT currency, sum(owed)::text AS outstanding,
               coalesce(sum(owed) FILTER (WHERE {OVERDUE}), 0)::text AS overdue
        FROM owed WHERE {OPEN} GROUP BY currency) a),
    'assets', (SELECT coalesce(json_agg(a ORDER BY kind, currency), '[]') FROM (
        SELECT t.kind, t.currency, count(*)::int AS number, sum(t.cost)::text AS cost,
               coalesce(sum(w.accumulated), 0)::text AS accumulated
        FROM taken t JOIN placed USING (asset_id) LEFT JOIN charged w USING (asset_id)
        GROUP BY 1, 2) a),
    'books', (SELECT coalesce(json_agg(b ORDER BY "leading" DESC, book), '[]') FROM (
        SELECT book, bool_or(leads) AS "leading", count(DISTINCT asset_id)::int AS assets
        FROM asset_facts JOIN placed USING (asset_id) WHERE kind = 'depreciated' AND {AT} GROUP BY book) b),
    'positions', {POSITIONS_ANSWER}
)::text
"""  # nosec B608  # assembled from constants of the code only
"""$1 unit, $2 as of this day, $3 as known at this moment, $4 what the assets are charged in: null for each one's
leading book.
"""


async def unit_figures(
    work: Work, unit_id: str, as_of: date | None, known_at: datetime | None, book: str | None = None
) -> dict[str, Any]:
    """The figures as of a day (today unless given) as they were known at a moment (now unless given); assets in one
    book, the leading one of each unless given.
    """
    day = as_of or work.context.today
    figures: dict[str, Any] = from_json(await work.conn.fetchval(UNIT_FIGURES, unit_id, day, known_at or ALWAYS, book))
    return {**figures, "unit_id": unit_id, "as_of": day, "recorded_as_of": known_at, "book": book}
