"""Read models over HTTP: their state, and rebuilds."""

from typing import Annotated

from fastapi import Query as Parameter

from services.scoring.folding.fact_tables import MODELS
from services.scoring.generation.background import folding_of, start_rebuild
from services.scoring.generation.queries import model_states, rebuild_state, rebuilds
from services.scoring.generation.rebuild import UnknownModelError
from services.scoring.generation.schemas import (
    ModelState,
    ModelStates,
    RebuildBody,
    RebuildStarted,
    RebuildState,
    RebuildStates,
)
from services.scoring.tables import generations
from shared.web.routing import Command, Here, Page, Query, allowed, page_of, router

routes = router()


@routes.get("/v1/models", dependencies=[allowed("scoring.model.read")])
async def show_models(
    work: Query, here: Here, *, checksums: Annotated[bool, Parameter(description="Of the rows as they are now")] = False
) -> ModelStates:
    """Every read model: generation, lag, checksum, positions."""
    folding = folding_of(here)
    states = await model_states(work.conn, folding.model_lag if folding else {}, fresh_checksums=checksums)
    return ModelStates(models=[ModelState(**state) for state in states])


@routes.get("/v1/rebuilds", dependencies=[allowed("scoring.model.read")])
async def show_rebuilds(work: Query, page: Page) -> RebuildStates:
    """Rebuilds with their progress, the latest first."""
    rows = await page_of(work, rebuilds(), [generations.c.generation.desc()], page)
    return RebuildStates(rebuilds=[RebuildState(**rebuild_state(row)) for row in rows])


@routes.post("/v1/rebuilds", status_code=202, dependencies=[allowed("scoring.model.rebuild")])
async def start(body: RebuildBody, work: Command, here: Here) -> RebuildStarted:
    """Starts a rebuild, or goes on with one that was cut off; 409 while one runs."""
    del work
    models = tuple(model for model in MODELS if not body.models or model in body.models)
    if set(body.models) - set(MODELS):
        raise UnknownModelError(models=sorted(MODELS))
    await start_rebuild(here, models, accept_differences=body.accept_differences)
    return RebuildStarted(models=list(models))
