"""Organisations of an Open Contracting file: releases, records or compiled releases, as JSON or JSON lines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from services.story.errors import StoryBrokenError

SOURCE: Final = "ocds"
ROLES: Final = {"supplier": "supplier", "tenderer": "supplier", "payee": "supplier"}


def organisations(file: Path) -> list[dict[str, Any]]:
    """Each party once, as a row for the import of customers."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StoryBrokenError(
            f"{file} can't be read: {error}. Name an OCDS 1.1 file in JSON or JSON lines."
        ) from error
    found: dict[str, dict[str, Any]] = {}
    for release in _releases(text, file):
        for party in release.get("parties") or []:
            if not party.get("id") or not party.get("name"):
                continue
            row = found.setdefault(str(party["id"]), _row(party))
            roles = {ROLES.get(role, "partner") for role in party.get("roles") or ["supplier"]}
            row["roles"] = sorted({*row["roles"], *roles})
    if not found:
        raise StoryBrokenError(f"{file} names no organisation; is it an OCDS 1.1 file?")
    return list(found.values())


def _row(party: dict[str, Any]) -> dict[str, Any]:
    name = " ".join(str(party["name"]).split())[:200]
    return {"source_id": str(party["id"]), "kind": "organisation", "name": name, "roles": []}


def _releases(text: str, file: Path) -> Iterator[dict[str, Any]]:
    for document in _documents(text, file):
        if not isinstance(document, dict):
            continue
        for record in document.get("records") or []:
            yield from [record["compiledRelease"]] if "compiledRelease" in record else record.get("releases") or []
        yield from document.get("releases") or []
        if "parties" in document:
            yield document


def _documents(text: str, file: Path) -> Iterator[Any]:
    try:
        yield json.loads(text)
    except ValueError:
        pass
    else:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise StoryBrokenError(f"{file} is no JSON in line {number}.") from error
