"""The Open Contracting file that the story is told with: read before anything starts, by the importer's own reader."""

from pathlib import Path
from typing import Any, Final

from services.contract.ocds.report import Holdings, holdings
from services.contract.ocds.sending import customer_rows
from services.terminal import read_input
from shared.settings import platform_settings
from shared.values.clock import SystemClock
from shared.values.errors import InvalidFieldError, StartError

SOURCE: Final = "ocds"
NEXT_STEP: Final = "Name an Open Contracting (OCDS 1.1) file in JSON or JSON lines."


def organisations(file: Path) -> list[dict[str, Any]]:
    """Each party once, as a row for the import of customers."""
    return customer_rows(checked(file))


def checked(file: Path) -> Holdings:
    """What the file holds; raises `StartError` unless that is contracts and the organisations they are made with."""
    try:
        # The absolute name, for `-` is a file here as any other: the story reads it again later.
        found = holdings(read_input(str(file.absolute())), SystemClock().today(platform_settings().zone))
    except InvalidFieldError as refusal:
        raise StartError(f"{file}: {_sentence(refusal)}.", NEXT_STEP) from refusal
    for name, held in (("organisation", found.parties), ("contract", found.contracts)):
        if not held:
            raise StartError(f"{file}: there is no {name} in it.", NEXT_STEP)
    return found


def _sentence(refusal: InvalidFieldError) -> str:
    errors: Any = refusal.details["errors"]
    place, reason = errors[0]["pointer"].strip("/"), errors[0]["detail"]
    return reason if place in ("", "file") else f"{reason} ({place})"
