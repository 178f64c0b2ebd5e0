"""Where a value can be found: in every byte of a folder, in every column of a database, in every record of a topic.

A value is looked for by its core, in each form in which software writes text down.
"""

import asyncio
import base64
import contextlib
import json
import mmap
import os
import subprocess
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer

TABLES = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"


def forms(core: str) -> dict[str, bytes]:
    """The bytes that would betray the core, by what writes them so."""
    plain = core.encode()
    escaped = json.dumps(core)[1:-1]
    capitals = "".join(character if character.isascii() else f"\\u{ord(character):04X}" for character in core)
    spread = "".join(f"\\u{ord(character):04x}" for character in core)
    found = {
        "UTF-8": plain,
        "UTF-16 LE": core.encode("utf-16-le"),
        "UTF-16 BE": core.encode("utf-16-be"),
        "GB 18030": core.encode("gb18030"),
        "JSON": escaped.encode(),
        "JSON, capitals": capitals.encode(),
        "JSON, every character": spread.encode(),
        "JSON in JSON": json.dumps(escaped)[1:-1].encode(),
        "percent": urllib.parse.quote(core, safe="").encode(),
        "hex": plain.hex().encode(),
        "hex, capitals": plain.hex().upper().encode(),
        "hex of UTF-16": core.encode("utf-16-le").hex().encode(),
        "backwards": plain[::-1],
    }
    for shift in range(3):
        for name, encode in (("base64", base64.b64encode), ("base64 for addresses", base64.urlsafe_b64encode)):
            # Whatever stands around it, these characters are made of the core alone.
            text = encode(b"\0" * shift + plain)
            whole = (shift + len(plain)) // 3 * 4
            found[f"{name}, shifted by {shift}"] = text[-(-shift * 8 // 6) : whole]
    unlike = {needle: name for name, needle in reversed(found.items()) if len(needle) >= 6}
    return {name: needle for needle, name in unlike.items()}


def in_files(root: Path, cores: Iterable[str], without: Iterable[str] = ()) -> list[str]:
    """Every place below a folder where a form of a core lies, as `file: core as form`."""
    needles = {name: forms(name) for name in cores}
    left_out = [root / name for name in without]
    return [
        f"{file.relative_to(root)}: {core} as {form}"
        for file in _suspects(root, [needle for by_form in needles.values() for needle in by_form.values()])
        if not any(file.is_relative_to(place) for place in left_out)
        for content in _mapped(file)
        for core, by_form in needles.items()
        for form, needle in by_form.items()
        if content.find(needle) >= 0
    ]


def _suspects(root: Path, needles: list[bytes]) -> list[Path]:
    """The files below a folder that hold any of these bytes. grep looks for all of them in one pass."""
    assert not any(b"\n" in needle for needle in needles)
    found = subprocess.run(
        ["grep", "-rlaF", "--null", "-f", "-", os.fspath(root)],
        input=b"\n".join(needles),
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    # Files go away while they are read; nothing else may be amiss.
    amiss = [line for line in found.stderr.splitlines() if not line.endswith(b"No such file or directory")]
    assert not amiss, found.stderr.decode()
    return sorted(Path(os.fsdecode(name)) for name in found.stdout.split(b"\0") if name)


def with_bytes(root: Path, needles: Mapping[str, bytes]) -> list[str]:
    """Every file below a folder that holds one of these very bytes."""
    return [
        f"{file.relative_to(root)}: {name}"
        for file in sorted(root.rglob("*"))
        if file.is_file()
        for content in _mapped(file)
        for name, needle in needles.items()
        if content.find(needle) >= 0
    ]


def _mapped(file: Path) -> Iterator[mmap.mmap]:
    """The content of a file that may be going away, or is empty."""
    with contextlib.suppress(FileNotFoundError):
        if file.stat().st_size:
            with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
                yield content


async def in_tables(url: str, cores: Iterable[str]) -> list[str]:
    """Every table in every database of a server with a row that shows a core, unpacked from what the server compresses;
    `bytea` reads as hexadecimal there.
    """
    wanted = [
        f"%{needle.decode()}%".replace("\\", "\\\\")
        for core in cores
        for form, needle in forms(core).items()
        if not form.startswith(("UTF-16", "GB", "backwards"))
    ]
    found = []
    for database in await _databases(url):
        conn = await asyncpg.connect(url, database=database)
        try:
            for schema, table in await conn.fetch(TABLES):
                sql = f'SELECT count(*) FROM "{schema}"."{table}" t WHERE t::text LIKE ANY ($1)'
                if await conn.fetchval(sql, wanted):
                    found.append(f"{database}.{schema}.{table}")
        finally:
            await conn.close()
    return found


async def _databases(url: str) -> list[str]:
    conn = await asyncpg.connect(url)
    try:
        rows = await conn.fetch("SELECT datname FROM pg_database WHERE datallowconn AND datname LIKE 'pactline%'")
    finally:
        await conn.close()
    return [row["datname"] for row in rows]


async def records(bootstrap: str) -> list[bytes]:
    """Every record of every topic, unpacked from what the producer compresses: key, headers and value as one."""
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.subscribe(pattern=r".*\.events$")
        while not (places := consumer.assignment()):
            await asyncio.sleep(0.02)
        read: list[bytes] = []
        left = {place: end for place, end in (await consumer.end_offsets(places)).items() if end}
        while left:
            for place, batch in (await consumer.getmany(*left, timeout_ms=700)).items():
                for one in batch:
                    headers = b"\n".join(name.encode() + b"=" + (value or b"") for name, value in one.headers)
                    read.append(b"\n".join([one.key or b"", headers, one.value or b""]))
                if batch[-1].offset + 1 >= left[place]:
                    del left[place]
        return read
    finally:
        await consumer.stop()


def in_records(read: Iterable[bytes], cores: Iterable[str]) -> list[str]:
    needles = {name: forms(name) for name in cores}
    return [
        f"{core} as {form} in {record[:200]!r}"
        for record in read
        for core, by_form in needles.items()
        for form, needle in by_form.items()
        if needle in record
    ]
