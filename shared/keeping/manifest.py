"""What a backup says about itself: its parts with their sums, and where each store stood at the one moment it shows."""

import hashlib
import hmac
import json
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.keeping.errors import KeepingError
from shared.security.sealing import derive

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_CHUNK: Final = 1 << 20


class Part(BaseModel):
    """A file of the backup, by its name there."""

    model_config = ConfigDict(frozen=True)

    name: str
    bytes: int
    sha256: str


class ServicePart(BaseModel):
    """One service's database. `owned` are the statements that give back what the service itself made."""

    model_config = ConfigDict(frozen=True)

    service: str
    dump: str
    events: int
    position: int
    published: int
    versions: dict[str, str]
    owner: str
    owned: tuple[str, ...] = ()


class Manifest(BaseModel):
    """`made_at` is the moment that all stores show. `fingerprint` tells one secret from another and not what it is."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    made_at: datetime
    fingerprint: str
    services: tuple[ServicePart, ...]
    parts: tuple[Part, ...]


def fingerprint(secret: str) -> str:
    """The same for the same secret; the secret can't be found from it."""
    return hashlib.sha256(derive(secret, "backup fingerprint")).hexdigest()[:32]


def is_of(secret: str, manifest: Manifest) -> bool:
    """Whether the backup was made under this secret."""
    return hmac.compare_digest(fingerprint(secret), manifest.fingerprint)


def measured(place: Path, name: str) -> Part:
    """A file as it lies on the disk."""
    digest = hashlib.sha256()
    with place.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return Part(name=name, bytes=place.stat().st_size, sha256=digest.hexdigest())


def write(folder: Path, manifest: Manifest) -> None:
    """Written last of all parts, with a sum of its own."""
    text = manifest.model_dump_json(indent=1)
    document = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "manifest": json.loads(text)}
    (folder / MANIFEST).write_text(json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a whole backup; raises `KeepingError` for anything else."""
    other = f"Name the directory that `pactline backup` made: it holds {MANIFEST}."
    try:
        document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest.model_validate(document["manifest"])
        told = document["sha256"]
    except FileNotFoundError:
        raise KeepingError(f"{folder} is no backup, or was cut short before it was whole.", other) from None
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise KeepingError(f"What {folder / MANIFEST} says can't be read: {type(error).__name__}.", other) from error
    if manifest.format != FORMAT:
        raise KeepingError(
            f"The backup has form {manifest.format}; this Pactline reads form {FORMAT}.",
            "Restore it with the Pactline that made it, then upgrade.",
        )
    if told != hashlib.sha256(manifest.model_dump_json(indent=1).encode()).hexdigest():
        raise KeepingError(f"{folder / MANIFEST} was changed since it was written.", "Take another copy of the backup.")
    return manifest


def verify(folder: Path, manifest: Manifest) -> None:
    """Raises `KeepingError` that names the first part which is missing or is not what was written."""
    for part in manifest.parts:
        try:
            found = measured(folder / part.name, part.name)
        except OSError as error:
            raise KeepingError(
                f"{part.name} of the backup can't be read: {error.strerror}.", "Take another copy of the backup."
            ) from error
        if found != part:
            raise KeepingError(
                f"{part.name} of the backup was changed since it was written: its SHA-256 differs.",
                "Take another copy of the backup.",
            )
