"""pg_dump and pg_restore as children: the wheel's own, or those of this machine where TLS is asked for."""

import asyncio
import os
import shutil
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from shared.keeping.errors import KeepingError
from shared.runtime.postgres import MAJOR, programs
from shared.values.errors import StartError

WITH_TLS: Final = ("require", "verify-ca", "verify-full")
LONGEST_WORDS: Final = 600
CLIENTS: Final = f"Install PostgreSQL's client programs of version {MAJOR} or later, first in the PATH."
CURES: Final = {"server version mismatch": CLIENTS, "SSL support is not compiled in": CLIENTS}
"""What is to be done, by the program's own words."""


async def run(program: str, url: str, *arguments: str) -> None:
    """Runs to its end against the database of `url`; raises `KeepingError` with the program's own words.

    The password is handed over in the environment: arguments can be read by everybody on the machine.
    """
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    environment = {**os.environ, "PGPASSWORD": unquote(parts.password or os.environ.get("PGPASSWORD", ""))}
    bare = urlunsplit(parts._replace(scheme="postgresql", netloc=f"{user}{place}"))
    child = await asyncio.create_subprocess_exec(
        _found(program, url),
        f"--dbname={bare}",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    try:
        _, said = await child.communicate()
    except BaseException:
        child.kill()
        await child.wait()
        raise
    if child.returncode != 0:
        words = said.decode("utf-8", "replace").strip()[-LONGEST_WORDS:]
        raise KeepingError(
            f"{program} did not succeed: {words}", CURES.get(_cause(words), "Mend what it names and try again.")
        )


def _cause(words: str) -> str:
    return next((cause for cause in CURES if cause in words), "")


def _found(program: str, url: str) -> str:
    tls = parse_qs(urlsplit(url).query).get("sslmode", [""])[0] in WITH_TLS
    if not tls:
        try:
            return str(programs() / "bin" / program)
        except StartError:
            pass  # the machine may have one of its own
    if own := shutil.which(program):
        return own
    raise KeepingError(
        f"{program} is not on this machine{', and the one that Pactline brings speaks no TLS' if tls else ''}.",
        CLIENTS,
    )
