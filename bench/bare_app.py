"""What HTTP costs without a platform: FastAPI with the same body, and the same view from rows, by bare asyncpg."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from fastapi import FastAPI, Response

from services.customer.archive.schemas import Made, RegisterBody
from services.scoring.customer_view.schemas import CustomerView

CACHED = "SELECT view FROM cached_views WHERE customer_id = $1"


def create_app() -> FastAPI:
    """Registers nothing; with BENCH_CACHED_VIEWS, the address of a database, shows views that lie there ready."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = os.environ.get("BENCH_CACHED_VIEWS")
        app.state.pool = await asyncpg.create_pool(database, min_size=1, max_size=16) if database else None
        yield
        if app.state.pool is not None:
            await app.state.pool.close()

    app = FastAPI(lifespan=lifespan)

    @app.get("/readyz")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    @app.post("/v1/customers", status_code=201)
    async def register(body: RegisterBody) -> Made:
        return Made(customer_id=body.name or "", version=1)

    @app.get("/v1/customers/{customer_id}/360", response_model=CustomerView)
    async def show(customer_id: str) -> Any:
        text = await app.state.pool.fetchval(CACHED, customer_id)
        if text is None:
            return Response(status_code=404)
        return CustomerView.model_validate_json(text)

    return app
