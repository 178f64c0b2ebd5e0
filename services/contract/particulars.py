"""What a contract says besides lines and plan: its parties, what is handed over, what is attached, where it departs."""

from datetime import date
from typing import Literal

from services.contract.file.events import FileKind
from services.contract.terms import After, Frozen
from shared.values.decimals import DecimalString

PartyRole = Literal["us", "counterparty", "guarantor", "agent", "end_user", "payer", "payee"]
Capacity = Literal["legal_representative", "authorised"]
Risk = Literal["low", "medium", "high"]
Departure = Literal["changed", "alternative", "fallback", "added", "omitted"]


class Party(Frozen):
    """Who takes part: a unit of ours or a customer, and who signs for them. Names are kept outside the events."""

    role: PartyRole
    unit_id: str | None = None
    customer_id: str | None = None
    signatory_id: str | None = None
    capacity: Capacity | None = None


class Deliverable(Frozen):
    """What is handed over under a clause: on a date, or days after an occasion."""

    clause: str
    description: str
    quantity: DecimalString | None = None
    unit: str = ""
    due_on: date | None = None
    after: After | None = None


class Attachment(Frozen):
    """A file that is part of the text; its bytes and its name lie outside the events."""

    file_id: str
    kind: FileKind
    hash: str
    size: int


class DraftDeviation(Frozen):
    """Where a draft departs from its template. The risk is that of the clause departed from; of an added clause its
    own.
    """

    clause: str
    departure: Departure
    risk: Risk
