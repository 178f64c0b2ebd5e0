from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.contract.schemas import EndBody, PlanBody
from services.contract.terms import Side
from shared.values.clock import BusinessDate
from shared.values.money import Money
from shared.values.text import Code, Reason
from shared.web.schemas import Answer, Body


class TerminationBody(EndBody):
    """`settlement` is what is still to be paid, all of it: nothing else is owed then. Without it what was agreed on
    stands, and what is open of it may be settled.
    """

    settlement: Annotated[list[PlanBody], Field(max_length=50)] | None = None


class ArchiveBody(EndBody):
    """`shelf` is where it stands on paper."""

    shelf: Code | None = None


class NoticeBody(Body):
    """Which side gives notice that the term shall not begin anew, and when it was received."""

    by: Side
    reason: Reason | None = None
    effective_on: BusinessDate | None = None


class ReasonBody(Body):
    reason: Reason
    effective_on: BusinessDate | None = None


class DayBody(Body):
    effective_on: BusinessDate | None = None


class EarlyWorkBody(Body):
    """Why work began before both sides had signed."""

    begun_on: BusinessDate
    reason: Reason


class OpenItemAnswer(Answer):
    """One thing that is open: a thing not handed over, an order not delivered, a delivery not accepted, an invoice not
    settled, retention money kept, a receipt not allocated, an advance not set off, a guarantee in force, an obligation,
    copies that are out.
    """

    kind: str
    id: str
    clause: str | None
    phase: str | None
    amount: Money | None


class CompletionAnswer(Answer):
    """`possible`: nothing is open."""

    contract_id: str
    possible: bool
    open: list[OpenItemAnswer]


class HoldPlacedAnswer(Answer):
    hold_id: str
    contract_id: str
    version: int


class HoldAnswer(Answer):
    hold_id: str
    contract_id: str
    placed_on: date
    released_on: date | None


class HoldList(Answer):
    items: list[HoldAnswer]


class EarlyWorkAnswer(Answer):
    """Work that began on `begun_on`, before the contract was signed, if it is; `known_by` says whether somebody said so
    (`said`), or an order or delivery of that day shows it.
    """

    contract_id: str
    unit_id: str
    number: str
    title: str
    owner_id: str
    state: str
    signed_on: date | None
    begun_on: date
    known_by: str


class EarlyWorkList(Answer):
    items: list[EarlyWorkAnswer]
