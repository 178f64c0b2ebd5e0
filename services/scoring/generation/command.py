"""A rebuild from a terminal, with its progress."""

from __future__ import annotations

import asyncio
from typing import Any

from services.progress import progress
from services.scoring.folding.fact_tables import MODELS
from services.scoring.generation.queries import latest_rebuild
from services.scoring.generation.rebuild import Rebuild
from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.security.sealing import Sealer
from shared.settings import platform_settings
from shared.values.clock import SystemClock


async def run_rebuild(models: tuple[str, ...], *, accept_differences: bool) -> dict[str, Any]:
    """Rebuilds these models (all when none is named); the answer is what a program prints."""
    settings = platform_settings()
    secret = settings.secret.get_secret_value()
    database = Database(settings.database_url, "scoring", secret, size=8)
    await database.open()
    try:
        store = Store("scoring", database, [], Sealer(secret), SystemClock(), settings.zone)
        rebuild = Rebuild(store, settings, models or tuple(MODELS), accept_differences=accept_differences)
        done = await _shown(asyncio.ensure_future(rebuild.run()), rebuild)
    finally:
        await database.close()
    return {
        "generation": done.generation,
        "events": done.events,
        "repeats": done.repeats,
        **done.verdict.document(),
    }


async def _shown(running: asyncio.Future[Any], rebuild: Rebuild) -> Any:
    told = ""
    with progress() as shown:
        while not (await asyncio.wait([running], timeout=0.5))[0]:
            now = await latest_rebuild(rebuild.pool)
            if now is not None and now["state"] in ("reading", "following"):
                said = "reading" if now["read"] < now["goal"] else "indexing and comparing"
                if said != told:
                    shown.step(told := said)
                shown.reached(now["read"], now["goal"])
    return running.result()
