"""Purchases that scoring has folded, as the models want them: customer, date, amount; merged archives are one."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any, Final

from shared.eventstore.work import Work
from shared.security.schema import rule

VISIBLE: Final = rule("unit_id")

PURCHASES: Final = f"""
SELECT customer_id, effective_on, sum(amount)::float AS amount FROM purchases
WHERE kind = 'sales' AND currency = $1 AND effective_on <= $2 AND {VISIBLE} GROUP BY 1, 2
"""  # nosec B608  # assembled from constants of the code only
CURRENCIES: Final = f"""
SELECT DISTINCT currency FROM purchases WHERE kind = 'sales' AND effective_on <= $1 AND {VISIBLE} ORDER BY 1
"""  # nosec B608  # assembled from constants of the code only
MERGES: Final = f"""
SELECT DISTINCT ON (customer_id) customer_id, survivor_id FROM customer_facts
WHERE kind IN ('merged', 'unmerged') AND {VISIBLE} ORDER BY customer_id, version DESC
"""  # nosec B608  # assembled from constants of the code only


async def currencies(work: Work, until: date) -> list[str]:
    """Currencies of the purchases that the caller may see."""
    return [row["currency"] for row in await work.conn.fetch(CURRENCIES, until)]


async def purchases(work: Work, currency: str, until: date) -> list[tuple[str, date, float]]:
    """Purchases of customers that the caller may see, each under the archive that answers for the customer."""
    survivors: dict[str, str] = {
        row["customer_id"]: row["survivor_id"]
        for row in await work.conn.fetch(MERGES)
        if row["survivor_id"] is not None
    }
    rows = await work.conn.fetch(PURCHASES, currency, until)
    return [(_survivor(row["customer_id"], survivors), row["effective_on"], row["amount"]) for row in rows]


def _survivor(customer: str, survivors: dict[str, str]) -> str:
    for _ in range(20):
        if customer not in survivors:
            break
        customer = survivors[customer]
    return customer


async def off_the_loop(function: Any, *arguments: Any) -> Any:
    """A fit takes as long as it takes; other requests are answered meanwhile."""
    return await asyncio.to_thread(function, *arguments)
