"""Standards that customers hand us, edition by edition, and the limits that we took over from them."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen
from shared.eventstore.event import Event, Words
from shared.values.decimals import DecimalString

LimitKind = Literal["chemistry", "mechanics", "dimension", "process", "substance"]
CheckedIn = Literal["order", "agreement"]
CheckOutcome = Literal["kept", "taken_over", "conceded"]
"""What was stated lies within the limit; nothing was stated, so that the limit counts; a concession lets it pass."""


class Limit(Frozen):
    """A value from `least` to `most`, one of which may be open, in a unit."""

    name: str
    kind: LimitKind
    unit: str
    least: DecimalString | None = None
    most: DecimalString | None = None


class OfStandard(Event):
    standard_id: str
    counterparty_id: str
    code: str
    edition: int


class StandardReceived(OfStandard, name="standard.received.v1"):
    """A customer's standard came in an edition that the customer holds from a day on, for goods of a grade and
    specification, or of any. It is nobody's limit before somebody accepts it. `file_id` is the document.
    """

    reference: str
    grade: str | None
    specification: str | None
    limits: tuple[Limit, ...]
    file_id: str | None
    contract_id: str | None
    title: Words[str]
    effective_on: date


class LimitsAccepted(OfStandard, name="standard.limits_accepted.v1"):
    """These are our limits for the customer from the day on, in place of those of the editions before."""

    grade: str | None
    specification: str | None
    limits: tuple[Limit, ...]
    effective_on: date


class StandardDeclined(OfStandard, name="standard.declined.v1"):
    """We do not take the edition over; the limits before it stay."""

    reason: Words[str]
    effective_on: date


class LimitsEnded(OfStandard, name="standard.limits_ended.v1"):
    """From the day on nothing is held against the standard."""

    reason: Words[str]
    effective_on: date


class CheckedLimit(Frozen):
    """One limit of a standard's edition, and what came of holding something against it."""

    standard_id: str
    code: str
    edition: int
    name: str
    outcome: CheckOutcome
    concession_id: str | None = None


class LimitsChecked(Event, name="limits.checked.v1"):
    """What a line of an order asks for, or an agreement says, was held against the limits in force on the day."""

    checked_in: CheckedIn
    subject_id: str
    contract_id: str
    counterparty_id: str
    line: int
    checked: tuple[CheckedLimit, ...]
    effective_on: date
