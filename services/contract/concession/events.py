"""Concessions: what lies outside a limit and is let pass nevertheless, for one order line, one agreement, or one batch
with all that it departs in.
"""

from datetime import date

from services.contract.requirement.events import Deviation
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


class BatchConcessionAsked(Event, name="concession.batch_asked.v1"):
    """Somebody wants a batch that is held to pass as it is, in all that it departs in; `reference` is the number of the
    customer's word, `objected` are the defects that the customer has objected to before.
    """

    concession_id: str
    order_id: str
    contract_id: str
    counterparty_id: str
    line: int
    batch: str
    grade: str
    quantity: DecimalString
    deviations: tuple[Deviation, ...]
    objected: tuple[str, ...]
    reference: str
    asked_by: str
    reason: Words[str]
    effective_on: date


class ConcessionDecided(Event, name="concession.decided.v1"):
    """Somebody else granted it, or not; what is granted holds for that order line, agreement or batch alone."""

    concession_id: str
    contract_id: str
    granted: bool
    decided_by: str
    reason: Words[str]
    effective_on: date
