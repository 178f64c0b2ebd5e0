"""Concessions: what lies outside a limit and is let pass nevertheless, for one order line or one agreement."""

from datetime import date

from services.contract.standard.events import CheckedIn
from shared.eventstore.event import Event, Words
from shared.values.decimals import DecimalString


class ConcessionAsked(Event, name="concession.asked.v1"):
    """Somebody wants a limit of a standard's edition to be passed over, as far as `least` and `most`, until a day."""

    concession_id: str
    checked_in: CheckedIn
    subject_id: str
    contract_id: str
    line: int
    counterparty_id: str
    standard_id: str
    code: str
    edition: int
    name: str
    unit: str
    least: DecimalString | None
    most: DecimalString | None
    asked_by: str
    reason: Words[str]
    until: date
    effective_on: date


class ConcessionDecided(Event, name="concession.decided.v1"):
    """Somebody else granted it, or not; what is granted holds for that order line or agreement alone."""

    concession_id: str
    contract_id: str
    granted: bool
    decided_by: str
    reason: Words[str]
    effective_on: date
