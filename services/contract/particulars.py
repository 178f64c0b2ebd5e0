"""What a contract says besides lines and plan: its parties, what is handed over, what is attached, where it departs."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.contract.file.events import FileKind
from services.contract.terms import After, AmountKind, Frozen, PlanLine
from shared.values.decimals import DecimalString
from shared.values.money import Money

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


AmendmentKind = Literal["amendment", "extension", "assignment"]
"""Whatever both sides agree on; a later end of the term alone; another party in the counterparty's place alone."""


class Amends(Frozen):
    """Which contract a draft would change, and the hash of what that says, as its drafter read it: null where it was
    taken over without words.
    """

    contract_id: str
    kind: AmendmentKind
    text_hash: str | None


class Renewal(Frozen):
    """The term begins anew by itself for so many months, so many times (without end: null), unless somebody gives
    notice at least `notice_days` before its end.
    """

    months: Annotated[int, Field(ge=1, le=600)]
    notice_days: Annotated[int, Field(ge=0, le=1000)]
    times: Annotated[int, Field(ge=1, le=600)] | None = None


class QuantityCap(Frozen):
    """So much of a product at most, under all sub-contracts together."""

    product_code: str
    quantity: DecimalString


class MasterTerms(Frozen):
    """What a master contract lays down for those under it. `cap` holds for what is ordered, accepted, invoiced and paid
    under all of them, each by itself, in the currency of the cap. `open_clauses` may be said otherwise by whoever
    drafts; every other one is locked. `units` may draw on it, with those below them; all may where none is named.
    """

    cap: Money
    quantities: tuple[QuantityCap, ...] = ()
    open_clauses: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class Restated(Frozen):
    """What a contract that was taken over says since it was amended where it came from."""

    title: str
    amount_kind: AmountKind
    amount: Money
    term_from: date | None
    term_to: date | None
    plan: tuple[PlanLine, ...]
