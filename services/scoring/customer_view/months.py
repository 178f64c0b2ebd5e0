"""What was received of a customer and paid to it, by month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from services.scoring.customer_view.explanation import OF_FAMILY
from services.scoring.customer_view.figures import MADE, RECEIVED
from services.scoring.customer_view.queries import ALWAYS
from services.scoring.customer_view.statement import FAMILY, KNOWN
from shared.eventstore.work import Work

MONTHS: Final = 24

PAYMENT_MONTHS: Final = f"""
WITH RECURSIVE {FAMILY}, moved AS (
    SELECT to_char(effective_on, 'YYYY-MM') AS month, kind, currency, amount FROM payments
    WHERE {OF_FAMILY} AND ({RECEIVED} OR {MADE}) AND {KNOWN}
)
SELECT month, kind, currency, sum(amount)::text AS amount FROM moved
WHERE month IN (SELECT DISTINCT month FROM moved ORDER BY month DESC LIMIT {MONTHS})
GROUP BY 1, 2, 3 ORDER BY 1, 3, 2 DESC
"""  # nosec B608  # assembled from constants of the code only


async def months_of_payments(
    work: Work, customer_id: str, as_of: date | None, known_at: datetime | None
) -> list[dict[str, Any]]:
    """The last two years with any, as of a day (today unless given), as known at a moment (now unless given)."""
    day = as_of or work.context.today
    return [dict(row) for row in await work.conn.fetch(PAYMENT_MONTHS, customer_id, day, known_at or ALWAYS)]
