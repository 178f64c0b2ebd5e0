"""Training a lifetime model on what scoring has folded."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from services.scoring.lifetime.aggregate import LIFETIME, LifetimeModel, TrainModel, decide
from services.scoring.lifetime.errors import InputRefusedError
from services.scoring.lifetime.queries import currencies, off_the_loop, purchases
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work


async def train_model(
    work: Work, lifetime_id: str, model: Literal["bg-nbd", "pareto-nbd"], until: date, currency: str | None
) -> tuple[Stream[LifetimeModel], TrainModel]:
    """Fits on purchases up to a day; a fit that does not converge is refused and leaves nothing behind."""
    chosen = currency or await _only_currency(work, until)
    found = await purchases(work, chosen, until)
    command: TrainModel = await off_the_loop(_fitted, lifetime_id, model, until, chosen, found)
    stream = await work.load(LIFETIME, lifetime_id)
    work.record(stream, decide(stream.state, command))
    return stream, command


async def _only_currency(work: Work, until: date) -> str:
    found = await currencies(work, until)
    if not found:
        raise InputRefusedError("until", "there is no purchase up to that day")
    if len(found) > 1:
        raise InputRefusedError("currency", f"purchases are in {', '.join(found)}: say which")
    return found[0]


def _fitted(
    lifetime_id: str, model: Literal["bg-nbd", "pareto-nbd"], until: date, currency: str, found: list[Any]
) -> TrainModel:
    import polars as pl

    from services.scoring.lifetime.rows import collapse
    from services.scoring.lifetime.summary import recency_frequency
    from services.scoring.lifetime.valuation import FORMULAS, PurchaseModel, fit_spending

    table = pl.DataFrame(found, schema={"customer": pl.String, "date": pl.Date, "amount": pl.Float64}, orient="row")
    summary = recency_frequency(table, until)
    fit = FORMULAS[PurchaseModel(model)].fit(collapse(summary))
    return TrainModel(
        lifetime_id=lifetime_id,
        model=model,
        until=until,
        customers=len(summary),
        parameters=fit.usable("until"),
        log_likelihood=fit.log_likelihood,
        spending=fit_spending(summary).parameters,
        currency=currency,
    )
