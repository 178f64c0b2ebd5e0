"""What counts when a contract with a customer or supplier is reviewed: their grade, and what is known against them."""

from datetime import date

from services.contract.terms import Grade
from shared.eventstore.event import Event, Words


class PartyGraded(Event, name="party.graded.v1"):
    """Their credit has this grade until the end of a day; afterwards it counts as not yet graded."""

    customer_id: str
    grade: Grade
    graded_on: date
    valid_until: date


class PartyJudged(Event, name="party.judged.v1"):
    """Whether they are a party related to us, and whether contracts with them are stopped."""

    customer_id: str
    related: bool
    blocked: bool
    reason: Words[str]
