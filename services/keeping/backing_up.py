"""A backup of an installation: of the one that runs over a data directory, of a stopped one, or of your own servers."""

import asyncio
from pathlib import Path

from services import operations
from services.catalogue import CATALOGUE
from services.keeping.servers import of_the_stopped
from services.progress import progress
from shared.keeping.backup import Wanted, back_up
from shared.keeping.errors import KeepingError
from shared.keeping.manifest import Manifest
from shared.runtime.status import environment_of


def take(data_dir: Path, target: Path, *, with_secret: bool) -> Manifest:
    """Backs up into the directory `target`, beside the running services where there are any."""
    target = target.absolute()
    if target.exists():
        raise KeepingError(
            f"{target} exists already.", "Name a directory that does not exist; backups are never mixed."
        )
    files = data_dir if data_dir.is_dir() else None
    if operations.names_servers() or environment_of(data_dir):
        operations.reach(data_dir)
        return asyncio.run(_take(files, target, with_secret=with_secret))
    if not (data_dir / "postgres").exists():
        raise KeepingError(
            f"There is no installation in {data_dir}.",
            "Name its directory with --data-dir, or set PACTLINE_DATABASE_URL and PACTLINE_KAFKA.",
        )
    with of_the_stopped(data_dir, "back it up"):
        return asyncio.run(_take(files, target, with_secret=with_secret))


async def _take(files: Path | None, target: Path, *, with_secret: bool) -> Manifest:
    from shared.eventstore.database import Database
    from shared.settings import platform_settings

    settings = platform_settings()
    secret = settings.secret.get_secret_value()
    urls = {spec.name: Database(settings.database_url, spec.name, secret).url("system") for spec in CATALOGUE}
    with progress() as shown:
        return await back_up(target, Wanted(urls, secret, files, with_secret), shown)
