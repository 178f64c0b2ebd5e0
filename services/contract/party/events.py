"""What counts when a contract with a customer or supplier is reviewed: their grade, and what is known against them."""

from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final, Literal

from services.contract.terms import Grade
from shared.eventstore.event import Event, Words

Role = Literal["customer", "supplier"]


class PartyGraded(Event, name="party.graded.v1"):
    """They have this grade until the end of a day; afterwards they count as not yet graded. As a customer it is that of
    their credit, which sales read, as a supplier that of what they deliver, which purchases read; without a `role` it
    is both. With an `approval_id` it was given by hand, by one person with another's consent: until its last day it
    stands before whatever else they are graded.
    """

    customer_id: str
    grade: Grade
    graded_on: date
    valid_until: date
    role: Role | None = None
    approval_id: str | None = None


class GradeAsked(Event, name="party.grade_asked.v1"):
    """Somebody wants to give them a grade by hand, for a reason; somebody else decides on it."""

    customer_id: str
    approval_id: str
    grade: Grade
    graded_on: date
    valid_until: date
    role: Role | None
    reason: Words[str]
    text_hash: str


class GradeRefused(Event, name="party.grade_refused.v1"):
    """It was rejected, or the question was withdrawn: they stay graded as they are."""

    customer_id: str
    approval_id: str
    outcome: Literal["rejected", "withdrawn"]


class PartyJudged(Event, name="party.judged.v1"):
    """Whether they are a party related to us, and whether contracts with them are stopped."""

    customer_id: str
    related: bool
    blocked: bool
    reason: Words[str]


Size = Literal["micro", "small", "medium", "large"]
"""What a party says it is by the standards for its trade."""
PROTECTED: Final[AbstractSet[Size]] = frozenset({"micro", "small", "medium"})
"""Suppliers of these sizes are protected from late payment."""


class PartySized(Event, name="party.sized.v1"):
    """They are of this size from a day on; what is agreed before counts by the size of its own day."""

    customer_id: str
    size: Size
    effective_on: date
