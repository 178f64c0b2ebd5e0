from datetime import date

from services.contract.terms import Grade
from shared.values.clock import BusinessDate
from shared.values.text import Reason
from shared.web.schemas import Answer, Body


class GradeBody(Body):
    grade: Grade
    graded_on: BusinessDate
    valid_until: BusinessDate


class StandingBody(Body):
    """Whether they are related to us, and whether contracts with them are stopped; and why."""

    related: bool = False
    blocked: bool = False
    reason: Reason


class PartyMoved(Answer):
    customer_id: str
    version: int


class PartyAnswer(Answer):
    """`grade` is the one that counts today: `unknown` without one, or once it has run out."""

    customer_id: str
    grade: str
    graded_on: date | None
    valid_until: date | None
    related: bool
    blocked: bool
    version: int
