from datetime import date

from services.contract.party.aggregate import AskGrade
from services.contract.party.events import Role, Size
from services.contract.terms import Grade
from shared.values.clock import BusinessDate
from shared.values.text import Reason
from shared.web.schemas import Answer, Body


class GradeBody(Body):
    """Without a `role` the grade counts for sales and purchases; `reason` is why it is given by hand."""

    grade: Grade
    graded_on: BusinessDate
    valid_until: BusinessDate
    role: Role | None = None
    reason: Reason

    def command(self, customer_id: str, approval_id: str) -> AskGrade:
        return AskGrade(customer_id=customer_id, approval_id=approval_id, **self.model_dump())


class GradeWaits(Answer):
    """Others decide in the round `approval_id`; until then the party stays graded as it is."""

    customer_id: str
    approval_id: str
    version: int


class AskedGrade(Answer):
    """A grade given by hand: `asked`, `approved`, `rejected` or `withdrawn`. A null reason is erased."""

    approval_id: str
    customer_id: str
    state: str
    grade: Grade
    graded_on: date
    valid_until: date
    role: Role | None
    reason: str | None


class AskedGrades(Answer):
    items: list[AskedGrade]


class StandingBody(Body):
    """Whether they are related to us, and whether contracts with them are stopped; and why."""

    related: bool = False
    blocked: bool = False
    reason: Reason


class SizeBody(Body):
    """What size the counterparty says it is of, by the standards for its trade, from a day on."""

    size: Size
    effective_on: BusinessDate


class PartyMoved(Answer):
    customer_id: str
    version: int


class PartyAnswer(Answer):
    """`grade` is the one that counts today for sales, `supplier_grade` for purchases: `unknown` without one, or once it
    has run out; `graded_on` and `valid_until` are those of the last `grade`; `size` the one of today,
    null where nothing is known of it.
    """

    customer_id: str
    grade: str
    supplier_grade: str
    graded_on: date | None
    valid_until: date | None
    related: bool
    blocked: bool
    size: str | None
    version: int
