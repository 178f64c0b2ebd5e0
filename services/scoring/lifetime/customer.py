"""What a trained model says of one customer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from services.scoring.customer_view.queries import ALWAYS
from services.scoring.customer_view.statement import FAMILY, KNOWN, VISIBLE
from services.scoring.lifetime.queries import off_the_loop
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError

LATEST: Final = f"""
SELECT * FROM lifetime_models
WHERE (CASE WHEN $1::text IS NULL THEN until <= $2 ELSE lifetime_id = $1 END) AND trained_at <= $3 AND {VISIBLE}
ORDER BY trained_at DESC LIMIT 1
"""  # nosec B608  # assembled from constants of the code only
CUSTOMER_DAYS: Final = f"""
WITH RECURSIVE {FAMILY}
SELECT (SELECT id FROM root) AS customer, effective_on, sum(amount)::float AS amount FROM purchases
WHERE customer_id = ANY (ARRAY(SELECT id FROM family)) AND kind = 'sales' AND currency = $4 AND {KNOWN} GROUP BY 2
"""  # nosec B608  # assembled from constants of the code only


async def customer_lifetime(
    work: Work,
    customer_id: str,
    lifetime_id: str | None,
    horizon_weeks: float,
    as_of: date | None,
    known_at: datetime | None,
) -> dict[str, Any]:
    """Expected purchases, P(alive) and value from the end of a day on, as it was known at a moment (now unless given).

    The model is the one named, else the latest that had been trained by that moment and saw nothing after that day; the
    day is the model's last one unless given. NotFoundError without such a model, or without a purchase of the customer
    up to the day.
    """
    known = known_at or ALWAYS
    trained = await work.conn.fetchrow(LATEST, lifetime_id, as_of or date.max, known)
    if trained is None:
        raise NotFoundError("No such lifetime model had been trained.")
    day = as_of or trained["until"]
    days = await work.conn.fetch(CUSTOMER_DAYS, customer_id, day, known, trained["currency"])
    if not days:
        raise NotFoundError("The customer has no purchase up to that day.")
    found = [(row["customer"], row["effective_on"], row["amount"]) for row in days]
    figures: dict[str, Any] = await off_the_loop(_figures, found, dict(trained), day, horizon_weeks)
    named = {name: trained[name] for name in ("lifetime_id", "model", "until", "currency")}
    return {**named, **figures, "as_of": day, "recorded_as_of": known_at, "horizon_weeks": horizon_weeks}


def _figures(
    found: list[tuple[str, date, float]], trained: dict[str, Any], day: date, horizon_weeks: float
) -> dict[str, Any]:
    import numpy as np
    import polars as pl

    from services.scoring.lifetime import gamma_gamma
    from services.scoring.lifetime.rows import DAYS_A_WEEK
    from services.scoring.lifetime.summary import recency_frequency
    from services.scoring.lifetime.valuation import FORMULAS, PurchaseModel

    table = pl.DataFrame(found, schema={"customer": pl.String, "date": pl.Date, "amount": pl.Float64}, orient="row")
    summary = recency_frequency(table, day)
    formulas, parameters = FORMULAS[PurchaseModel(trained["model"])], trained["parameters"]
    x = summary.frequency.astype(np.float64)
    recency, age = summary.recency_days / DAYS_A_WEEK, summary.age_days / DAYS_A_WEEK
    expected = float(formulas.expected_purchases(parameters, x, recency, age, horizon_weeks)[0])
    amount = None
    if trained["spending"]:
        amount = float(gamma_gamma.expected_amount(trained["spending"], x, summary.mean_repeat_amount)[0])
    return {
        "customer_id": summary.customers[0],
        "purchases": int(x[0]) + 1,
        "recency_weeks": float(recency[0]),
        "age_weeks": float(age[0]),
        "p_alive": float(formulas.probability_alive(parameters, x, recency, age)[0]),
        "expected_purchases": expected,
        "expected_amount": amount,
        "value": None if amount is None else expected * amount,
    }
