"""Contracts signed on paper: the scan, registered by one person and checked by another."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen, Side
from shared.eventstore.event import Event, Words


class InkSignature(Frozen):
    """Who signed for a side, as far as known here: a member of staff or a contact."""

    side: Side
    signatory_id: str


class ScanRegistered(Event, name="scan.registered.v1"):
    """Somebody says that this file is the frozen text, signed on paper by both sides on that day."""

    scan_id: str
    contract_id: str
    file_id: str
    file_hash: str
    text_hash: str
    signatures: tuple[InkSignature, ...]
    signed_on: date
    registered_by: str


class ScanChecked(Event, name="scan.checked.v1"):
    """Somebody else held the scan against the frozen text: it counts, or it does not."""

    scan_id: str
    contract_id: str
    verdict: Literal["confirmed", "refused"]
    reason: Words[str | None]
    checked_by: str
