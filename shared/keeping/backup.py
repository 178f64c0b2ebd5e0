"""Writes a backup: every service's database at one moment, stored files, sums over all of it; whole or not at all."""

import os
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import asyncpg

from shared.keeping import manifest as manifests
from shared.keeping.cut import Cut, one_moment
from shared.keeping.errors import KeepingError
from shared.keeping.manifest import Manifest, Part, ServicePart, fingerprint, measured
from shared.keeping.programs import run
from shared.runtime.data_dir import write_private
from shared.runtime.errors import from_os_error
from shared.values.progress import Progress

FILES: Final = "files.tar"
SECRET: Final = "secret"  # noqa: S105 - the name of a file
KEPT_FOLDERS: Final = ("files",)
"""Folders of the data directory that hold what people stored; databases and logs are not among them, nor are mails that
were delivered: they name people in plain.
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to back up: the database of each service as a role that reads everything, and the folder of files.

    `with_secret` puts the installation's secret beside the data, in plain: whoever has the backup then reads it all.
    """

    urls: Mapping[str, str]
    secret: str
    data_dir: Path | None = None
    with_secret: bool = False


async def back_up(target: Path, wanted: Wanted, progress: Progress) -> Manifest:
    """Makes the directory `target`, an absolute path that does not exist. Until all is written and synced it is
    called `target.partial`.

    Raises `KeepingError`, and `StartError` where the disk stands in the way; `target` does not exist then.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True, mode=0o700)
        made = await _write(partial, wanted, progress)
        _sync(partial)
        partial.rename(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise from_os_error(error, target, "name another place for the backup") from error
    except asyncpg.PostgresError as error:
        raise KeepingError(f"The databases could not be read: {error}.", "See that they run, and try again.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return made


async def _write(folder: Path, wanted: Wanted, progress: Progress) -> Manifest:
    parts: list[Part] = []
    progress.step("Taking one moment of all stores")
    async with one_moment(wanted.urls) as cuts:
        made_at, written, everything = datetime.now(UTC), 0, sum(cut.events for cut in cuts)
        for cut in cuts:
            progress.step(f"{cut.service}: {cut.events} events up to position {cut.position}")
            progress.reached(written, everything)
            parts.append(await _dump(folder, cut))
            written += cut.events
    if wanted.data_dir is not None:
        parts += _files(folder, wanted.data_dir, progress)
    if wanted.with_secret:
        write_private(folder / SECRET, wanted.secret)
        parts.append(measured(folder / SECRET, SECRET))
    made = Manifest(
        made_at=made_at,
        fingerprint=fingerprint(wanted.secret),
        services=tuple(_told(cut) for cut in cuts),
        parts=tuple(parts),
    )
    manifests.write(folder, made)
    return made


def _told(cut: Cut) -> ServicePart:
    return ServicePart(
        service=cut.service,
        dump=_dump_name(cut),
        events=cut.events,
        position=cut.position,
        published=cut.published,
        versions=cut.versions,
        owner=cut.owner,
        owned=cut.owned,
    )


def _dump_name(cut: Cut) -> str:
    return f"{cut.service}.dump"


async def _dump(folder: Path, cut: Cut) -> Part:
    name = _dump_name(cut)
    options = ("--format=custom", f"--snapshot={cut.snapshot}", "--no-comments", f"--file={folder / name}")
    await run("pg_dump", cut.url, *options)
    return measured(folder / name, name)


def _files(folder: Path, data_dir: Path, progress: Progress) -> list[Part]:
    """Files are written before the event that names them and never changed, so what the stores name is there."""
    found = [data_dir / name for name in KEPT_FOLDERS if (data_dir / name).is_dir()]
    if not found:
        return []
    progress.step(f"Files: {', '.join(one.name for one in found)}")
    with tarfile.open(folder / FILES, "w") as archive:
        for one in found:
            archive.add(one, arcname=one.name)
    return [measured(folder / FILES, FILES)]


def _sync(folder: Path) -> None:
    for place in folder.iterdir():
        with place.open("rb") as file:
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
