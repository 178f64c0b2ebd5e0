"""What customers objected to in goods, and how it is prevented."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event, Words

Outcome = Literal["upheld", "rejected"]


class ObjectionRaised(Event, name="objection.raised.v1"):
    """A customer objects to a defect of goods of a grade (and specification): goods like them are held until it is
    rejected.
    """

    objection_id: str
    counterparty_id: str
    order_id: str | None
    grade: str
    specification: str | None
    defect: str
    words: Words[str]
    effective_on: date


class ObjectionAnswered(Event, name="objection.answered.v1"):
    """It was upheld, with what prevents it from now on, or rejected."""

    objection_id: str
    counterparty_id: str
    outcome: Outcome
    prevention: Words[str | None]
    effective_on: date
