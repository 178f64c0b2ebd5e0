"""Brings a backup back: checked whole first, loaded beside what is there, put in its place at the end."""

import shutil
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import asyncpg

from shared.eventstore.database import database_name, url_with
from shared.keeping import manifest as manifests
from shared.keeping.backup import FILES, KEPT_FOLDERS, SECRET
from shared.keeping.errors import KeepingError
from shared.keeping.manifest import Manifest, ServicePart, is_of
from shared.keeping.programs import run
from shared.migrations.run import migrate, prepare_server
from shared.runtime.mailbox import FOLDER as MAIL
from shared.runtime.mailbox import empty_box

LOADED_AS: Final = "{name}_restoring"
REPLACED: Final = "{name}_replaced"
STAGED: Final = "files.restoring"
NOBODY_THERE: Final = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY ($1)"


def opened(source: Path) -> Manifest:
    """The manifest of a backup of which every byte is as it was written; raises `KeepingError`."""
    found = manifests.read(source)
    manifests.verify(source, found)
    return found


def secret_of(source: Path, found: Manifest, offered: Iterable[str]) -> str:
    """The first secret that opens the backup, its own first; raises `KeepingError` where none does."""
    own = source / SECRET
    candidates = [own.read_text(encoding="utf-8").strip()] if own.exists() else []
    for secret in [*candidates, *(one for one in offered if one)]:
        if is_of(secret, found):
            return secret
    raise KeepingError(
        "The backup was made under another secret, without which personal data can't be read.",
        "Give the secret of that installation: PACTLINE_SECRET_FILE, or --secret-file with the file `secret` of its"
        " data directory.",
    )


async def existing(server_url: str, services: Iterable[str]) -> list[str]:
    """Databases of services that the server holds already."""
    return await existing_as(server_url, [database_name(service) for service in services])


async def existing_as(server_url: str, names: Sequence[str]) -> list[str]:
    """Databases of these names that the server holds."""
    conn = await asyncpg.connect(server_url)
    try:
        rows = await conn.fetch("SELECT datname FROM pg_database WHERE datname = ANY ($1) ORDER BY 1", list(names))
    finally:
        await conn.close()
    return [row["datname"] for row in rows]


def loaded_name(service: str) -> str:
    """The name a service's database has until everything else has been restored too."""
    return LOADED_AS.format(name=database_name(service))


async def load(source: Path, part: ServicePart, server_url: str, secret: str) -> None:
    """One service's database beside the one in use, in the form of today's code.

    An earlier attempt is dropped. Roles are made with today's passwords, and what the service itself had made is its
    own again.
    """
    name = loaded_name(part.service)
    server = await asyncpg.connect(server_url)
    try:
        await server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if not await server.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", part.owner):
            # Policies name the owner of then; the role need not be able to do anything.
            await server.execute(f'CREATE ROLE "{part.owner}" NOLOGIN')
    finally:
        await server.close()
    await prepare_server(server_url, part.service, secret, name)
    url = url_with(server_url, database=name)
    await run(
        "pg_restore",
        url,
        "--no-owner",
        "--no-comments",
        "--exit-on-error",
        "--single-transaction",
        str((source / part.dump).absolute()),
    )
    conn: asyncpg.Connection[Any] = await asyncpg.connect(url)
    try:
        for statement in part.owned:
            await conn.execute(statement)
        held = await conn.fetchval("SELECT count(*) FROM events")
    finally:
        await conn.close()
    if held != part.events:
        raise KeepingError(
            f"{part.service} should hold {part.events} events and holds {held}.", "Take another copy of the backup."
        )
    await migrate(server_url, part.service, secret, database=name)


async def put_in_place(server_url: str, services: Iterable[str]) -> None:
    """What was loaded takes the names, all of it at once or none; then what had them is gone."""
    names = [database_name(service) for service in services]
    conn = await asyncpg.connect(server_url)
    try:
        await drop(server_url, [REPLACED.format(name=name) for name in names])
        rows = await conn.fetch("SELECT datname FROM pg_database WHERE datname = ANY ($1)", names)
        there = {row["datname"] for row in rows}
        await conn.execute(NOBODY_THERE, [*names, *(LOADED_AS.format(name=name) for name in names)])
        async with conn.transaction():
            for name in names:
                if name in there:
                    await conn.execute(f'ALTER DATABASE "{name}" RENAME TO "{REPLACED.format(name=name)}"')
                await conn.execute(f'ALTER DATABASE "{LOADED_AS.format(name=name)}" RENAME TO "{name}"')
    finally:
        await conn.close()
    await drop(server_url, [REPLACED.format(name=name) for name in names])


async def drop(server_url: str, databases: Iterable[str]) -> None:
    """They are gone, whoever was connected."""
    conn = await asyncpg.connect(server_url)
    try:
        for name in databases:
            await conn.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await conn.close()


def stage_files(source: Path, data_dir: Path) -> None:
    """Stored files beside those of the data directory."""
    staged = data_dir / STAGED
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700, parents=True)
    archive = source / FILES
    if not archive.exists():
        return
    with tarfile.open(archive) as packed:
        packed.extractall(staged, filter="data")


def put_files(data_dir: Path) -> None:
    """What was staged takes the place of what is there; a second time it finishes what the first left. Mails that were
    delivered go: the ledger of messages that is back does not know all of them, and could not say whose they are.
    """
    staged = data_dir / STAGED
    empty_box(data_dir / MAIL)
    for name in KEPT_FOLDERS:
        if (staged / name).exists():
            shutil.rmtree(data_dir / name, ignore_errors=True)
            (staged / name).rename(data_dir / name)
    shutil.rmtree(staged, ignore_errors=True)
