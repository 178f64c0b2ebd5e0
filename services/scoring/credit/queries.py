"""What credit is graded on: one look at the read models, and the scheme of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, literal, select, text

from services.scoring.credit.aggregate import Measured
from services.scoring.credit.events import CreditSchemeLaidDown, Measure
from services.scoring.credit.scheme import Value, in_force
from services.scoring.credit.tables import credit_grades, credit_schemes, credit_scores
from services.scoring.customer_view.explanation import named
from services.scoring.customer_view.figures import (
    ALLOCATED,
    DAYS_LATE,
    IN_YEAR,
    ISSUED,
    LATE,
    OPEN,
    OVERDUE,
    SETTLED_BY,
    within,
)
from services.scoring.customer_view.queries import ALWAYS
from services.scoring.customer_view.statement import ARREARS, FAMILY, SEEN
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError

OF_FAMILY: Final = "customer_id = ANY (ARRAY(SELECT id FROM family))"
LONG: Final = within(91, None)
TAKEN_OFF: Final = "CASE kind WHEN 'derecognised' THEN amount WHEN 'restored' THEN -amount ELSE 0 END"

MEASURES: Final = text(
    named(
        f"""
WITH RECURSIVE {FAMILY},
of_payments AS (
    SELECT kind, amount, currency, invoice_id, effective_on, due_on FROM payments
    WHERE {OF_FAMILY} AND {ALLOCATED} AND {SEEN}
),
issued AS MATERIALIZED (
    SELECT invoice_id, currency, due_on, amount FROM invoices WHERE {OF_FAMILY} AND {ISSUED} AND {SEEN}
),
paid AS (
    SELECT invoice_id, currency, amount FROM of_payments
    UNION ALL
    SELECT invoice_id, currency, {SETTLED_BY} FROM adjustments
    WHERE invoice_id = ANY (ARRAY(SELECT invoice_id FROM issued)) AND {SEEN}
),
{ARREARS},
shares AS (
    SELECT currency, coalesce(sum(owed) FILTER (WHERE {OVERDUE}), 0) / sum(owed) AS overdue,
           coalesce(sum(owed) FILTER (WHERE {LONG}), 0) / sum(owed) AS long_overdue
    FROM owed WHERE {OPEN} GROUP BY currency
),
recent AS (SELECT * FROM of_payments WHERE due_on IS NOT NULL AND {IN_YEAR})
SELECT (SELECT id FROM root) AS customer_id,
    (SELECT unit_id FROM customer_facts WHERE customer_id = (SELECT id FROM root) AND kind = 'registered' AND {SEEN}
     ORDER BY version LIMIT 1) AS unit_id,
    (SELECT count(*) FROM recent) AS settlements,
    (SELECT coalesce(avg(CASE WHEN {LATE} THEN 1 ELSE 0 END), 0) FROM recent) AS share_late,
    (SELECT coalesce(avg({DAYS_LATE}), 0) FROM recent) AS days_late,
    (SELECT max(overdue) FROM shares) AS overdue_share,
    (SELECT currency FROM shares ORDER BY overdue DESC, currency LIMIT 1) AS overdue_in,
    (SELECT max(long_overdue) FROM shares) AS long_overdue_share,
    (SELECT currency FROM shares ORDER BY long_overdue DESC, currency LIMIT 1) AS long_overdue_in,
    (SELECT coalesce(sum({TAKEN_OFF}), 0) FROM bookings WHERE {SEEN} AND contract_id IN (
        SELECT contract_id FROM contract_facts WHERE {OF_FAMILY} AND {SEEN})) > 0 AS derecognised
"""  # nosec B608  # assembled from constants of the code only
    )
)
"""Of a customer with all archives merged into it, as of a day; in the worst currency where money is told apart."""
PLACES: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Known:
    """A customer, by the archive that answers for it, with what is measured of them."""

    customer_id: str
    unit_id: str
    measured: Measured


async def measure(work: Work, customer_id: str, on: date) -> Known:
    """What all units together know of a customer; raises `NotFoundError` for one who is not registered."""
    asked = MEASURES.bindparams(subject=customer_id, day=on, known_at=ALWAYS)
    async with work.beyond():
        row = await work.row(asked)
    if row is None or row["unit_id"] is None:
        raise NotFoundError
    values: dict[Measure, Value] = {
        "share_late": _value(row["share_late"]),
        "days_late": _value(row["days_late"]),
        "overdue_share": _value(row["overdue_share"], row["overdue_in"]),
        "long_overdue_share": _value(row["long_overdue_share"], row["long_overdue_in"]),
        "settlements": _value(row["settlements"]),
    }
    return Known(row["customer_id"], row["unit_id"], Measured(values, row["derecognised"]))


def _value(found: Any, currency: str | None = None) -> Value:
    """Nothing owed is nothing overdue."""
    return Value(Decimal(found or 0).quantize(PLACES).normalize() + 0, currency)


async def scheme_on(work: Work, on: date) -> CreditSchemeLaidDown:
    """The scheme that holds on a day."""
    rows = await work.rows(select(credit_schemes.c.scheme).order_by(credit_schemes.c.version))
    return in_force((CreditSchemeLaidDown.model_validate(row["scheme"]) for row in rows), on)


def shown() -> Select[Any]:
    """Grades of the customers that the caller sees."""
    return select(credit_grades).where(
        visible(credit_grades.c.unit_id, literal("customer-").concat(credit_grades.c.customer_id))
    )


def scores() -> Select[Any]:
    """Scores of the customers that the caller sees."""
    table = credit_scores.c
    return select(credit_scores).where(visible(table.unit_id, literal("customer-").concat(table.customer_id)))
