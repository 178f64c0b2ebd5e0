"""A restore: a whole backup checked, loaded beside what is there, erasures made once more, topics made anew."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services import operations
from services.keeping.again import begin_reading_again, erase_again
from services.keeping.servers import of_the_stopped
from services.keeping.withdrawn import topics_in_use, withdrawn
from shared.eventstore.database import database_name
from shared.keeping import restore
from shared.keeping.anew import empty_topics
from shared.keeping.erasures import listed
from shared.keeping.errors import KeepingError
from shared.keeping.manifest import Manifest
from shared.messaging.topics import topic_of
from shared.runtime.data_dir import DataDir, write_private
from shared.settings import PORTS, PlatformSettings
from shared.values.progress import UNSEEN, Progress

WITHDRAWN: Final = "withdrawn.jsonl"
TOPICS: Final = "Making the topics anew"
PLACING: Final = "Putting everything in its place"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator said. `erasures` is the folder of the list; without one nothing is erased again, which
    `without_erasures` must say aloud. `replace` lets databases and topics that exist be replaced.
    """

    source: Path
    data_dir: Path
    erasures: Path | None = None
    without_erasures: bool = False
    secret_file: Path | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: events by service, persons erased once more, published events that are no more."""

    manifest: Manifest
    erased: int
    withdrawn: int


def bring_back(asked: Asked, progress: Progress = UNSEEN) -> Restored:
    """Restores; what was there stays in use until everything has been loaded and checked. Raises `StartError`."""
    found = restore.opened(asked.source)
    progress.step(f"The backup of {found.made_at:%Y-%m-%d %H:%M:%S} UTC is whole")
    secret = restore.secret_of(asked.source, found, _offered(asked))
    erasures = list_of(asked)
    own_servers = not operations.names_servers()
    if own_servers:
        _prepare_directory(asked)
    os.environ["PACTLINE_SECRET"] = secret
    os.environ.pop("PACTLINE_SECRET_FILE", None)
    with of_the_stopped(asked.data_dir, "restore into it"):
        restored = asyncio.run(_bring_back(asked, found, erasures, progress))
    if own_servers:
        # Only now: until here the databases in use are those that the secret of before opens.
        write_private(DataDir(asked.data_dir).root / "secret", secret)
    return restored


def _offered(asked: Asked) -> list[str]:
    from shared.settings import read_settings

    files = [asked.secret_file] if asked.secret_file else []
    files += [DataDir(asked.data_dir).root / "secret"]
    try:
        return [file.read_text(encoding="utf-8").strip() for file in files if file.exists()] + [
            read_settings().secret.get_secret_value()
        ]
    except OSError as error:
        raise KeepingError(
            f"{error.filename} can't be read: {error.strerror}.", "Name it with --secret-file."
        ) from error


def list_of(asked: Asked) -> Mapping[str, Mapping[str, str]]:
    """Who was erased, by service; raises `KeepingError` where the list is not found."""
    from shared.settings import read_settings

    if asked.without_erasures:
        return {}
    folder = asked.erasures or read_settings().erasures or asked.data_dir / "erasures"
    if not folder.is_dir():
        raise KeepingError(
            f"The list of erased persons is not at {folder}; without it the restore would bring back who was erased"
            " since the backup.",
            "Name its folder with --erasures, or say --without-erasures if nobody was erased since.",
        )
    return listed(folder)


def _prepare_directory(asked: Asked) -> None:
    place = DataDir(asked.data_dir)
    if (place.root / "postgres").exists() and not asked.replace:
        raise KeepingError(
            f"{place.root} holds an installation already.",
            "Name a directory that does not exist with --data-dir, or say --replace to give up what is there.",
        )
    place.open()
    place.close()


async def _bring_back(
    asked: Asked, found: Manifest, erasures: Mapping[str, Mapping[str, str]], progress: Progress
) -> Restored:
    from shared.settings import platform_settings

    platform_settings.cache_clear()
    settings = platform_settings()
    secret, names = settings.secret.get_secret_value(), [part.service for part in found.services]
    there = [*await restore.existing(settings.database_url, names), *await topics_in_use(settings, names)]
    if there and not asked.replace:
        raise KeepingError(
            f"The servers hold {', '.join(there)} already.", "Name other servers, or say --replace to give these up."
        )
    loaded, everything = 0, sum(part.events for part in found.services)
    for part in found.services:
        progress.step(f"{part.service}: {part.events} events")
        progress.reached(loaded, everything)
        await restore.load(asked.source, part, settings.database_url, secret)
        loaded += part.events
    async with AsyncExitStack() as stack:
        stores = {
            name: await stack.enter_async_context(operations.opened(name, restore.loaded_name(name))) for name in names
        }
        erased = 0
        for name, store in stores.items():
            if not asked.without_erasures:
                erased += await erase_again(store, erasures.get(name, {}))
        lost = asked.data_dir / f"{WITHDRAWN}.restoring"
        lost.unlink(missing_ok=True)
        gone = await withdrawn(stores.values(), settings, lost)
        restore.stage_files(asked.source, asked.data_dir)
        progress.step(TOPICS)
        try:
            await empty_topics(settings, names, progress.step)
            for store in stores.values():
                await begin_reading_again(store, settings, names)
        except BaseException:
            await publish_as_before(settings, names)
            raise
    progress.step(PLACING)
    await restore.put_in_place(settings.database_url, names)
    restore.put_files(asked.data_dir)
    if gone:
        with (asked.data_dir / WITHDRAWN).open("a", encoding="utf-8") as file:
            file.write(lost.read_text(encoding="utf-8"))
        lost.unlink()
    return Restored(found, erased, gone)


async def publish_as_before(settings: PlatformSettings, names: Sequence[str]) -> None:
    """The databases in use stay in use: topics emptied meanwhile are made anew from them at the next start."""
    kept = await topics_in_use(settings, names)
    emptied = [name for name in names if topic_of(name, settings) not in kept]
    there = await restore.existing(settings.database_url, names)
    for name in names:
        if database_name(name) in there:
            async with operations.opened(name) as store:
                await begin_reading_again(store, settings, emptied)


async def mend(data_dir: Path) -> bool:
    """After a restore that died: True where everything had been put in place, else what was there before is in use."""
    from shared.settings import platform_settings

    settings = platform_settings()
    names = list(PORTS)
    loaded = [restore.loaded_name(name) for name in names]
    left = await restore.existing_as(settings.database_url, loaded)
    if not left and (data_dir / restore.STAGED).exists():
        restore.put_files(data_dir)
        return True
    await publish_as_before(settings, names)
    await restore.drop(settings.database_url, loaded)
    return False
