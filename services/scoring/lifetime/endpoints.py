"""Lifetime models: training, listing, and what one says of a customer."""

from typing import Annotated

from fastapi import Query as Parameter
from sqlalchemy import select

from services.scoring.customer_view.asked import AsOf, KnownAt
from services.scoring.generation.serving import served
from services.scoring.lifetime.customer import customer_lifetime
from services.scoring.lifetime.handlers import train_model
from services.scoring.lifetime.schemas import CustomerLifetime, LifetimeModelAnswer, LifetimeModels, TrainBody
from services.scoring.tables import lifetime_models
from shared.security.visibility import visible
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()

Weeks = Annotated[float, Parameter(gt=0, le=5_200, allow_inf_nan=False, description="Weeks to look ahead")]


@routes.post("/v1/lifetime", status_code=201, dependencies=[allowed("scoring.lifetime.train")])
async def train(body: TrainBody, work: Command) -> LifetimeModelAnswer:
    """Fits a model on the purchases folded so far; refused with 422 when the fit does not converge."""
    with served():
        stream, trained = await train_model(work, new_id(), body.model, body.until, body.currency)
    return LifetimeModelAnswer(
        lifetime_id=stream.id,
        model=trained.model,
        until=trained.until,
        customers=trained.customers,
        parameters=trained.parameters,
        log_likelihood=trained.log_likelihood,
        gamma_gamma=trained.spending,
        currency=trained.currency,
        version=stream.version,
    )


@routes.get("/v1/lifetime", dependencies=[allowed("scoring.lifetime.read")])
async def show_all(work: Query, page: Page) -> LifetimeModels:
    """Trained models, the latest first."""
    table = lifetime_models.c
    statement = select(lifetime_models).where(visible(table.unit_id))
    rows = await page_of(work, statement, [table.trained_at.desc(), table.lifetime_id.desc()], page)
    shared = ("lifetime_id", "model", "until", "customers", "parameters", "log_likelihood", "currency", "trained_at")
    return LifetimeModels(
        models=[
            LifetimeModelAnswer(
                **{name: row[name] for name in shared}, gamma_gamma=row["spending"], version=row["version"]
            )
            for row in rows
        ]
    )


@routes.get("/v1/customers/{customer_id}/lifetime", dependencies=[allowed("scoring.customer.read")])
async def show(
    customer_id: Id,
    work: Query,
    lifetime_id: Id | None = None,
    horizon_weeks: Weeks = 52.0,
    as_of: AsOf = None,
    recorded_as_of: KnownAt = None,
) -> CustomerLifetime:
    """What the latest model, or the one named, expects of a customer after its last day, or after the day given."""
    with served():
        found = await customer_lifetime(work, customer_id, lifetime_id, horizon_weeks, as_of, recorded_as_of)
    return CustomerLifetime.model_validate(found)
