"""A rebuild from a terminal, with its progress."""

from __future__ import annotations

import asyncio
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

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
    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("reading", total=None, rate="")
        while not (await asyncio.wait([running], timeout=0.5))[0]:
            now = await latest_rebuild(rebuild.pool)
            if now is not None and now["state"] in ("reading", "following"):
                said = "reading" if now["read"] < now["goal"] else "indexing and comparing"
                speed = now["records_per_second"]
                told = f"{speed:,.0f} records/s" if speed else ""
                progress.update(bar, description=said, completed=now["read"], total=now["goal"], rate=told)
    return running.result()
