"""What a drafter may say of clauses, parties, deliverables and the like."""

from typing import Annotated, Literal

from pydantic import Field

from services.contract.contract.composing import ClauseWish
from services.contract.particulars import Capacity, Deliverable, Party, PartyRole
from services.contract.terms import After, ClauseName
from shared.values.clock import BusinessDate
from shared.values.decimals import PositiveDecimal
from shared.values.ids import Id
from shared.values.text import Name, PlainText
from shared.web.schemas import Body


class ClauseEdit(Body):
    """Words in place of a clause of the template, or of an added clause, which stands behind `after` or at the end; or
    `clause_id`, a standard clause that may stand in place of the template's. Added words are of high risk until
    somebody has reviewed them.
    """

    clause: ClauseName
    title: Name | None = None
    text: Annotated[str, PlainText(100_000, lines=True)] | None = None
    clause_id: Id | None = None
    after: ClauseName | None = None

    def wish(self) -> ClauseWish:
        return ClauseWish(self.clause, self.title, self.text, "high", self.clause_id, self.after)


class PartyBody(Body):
    """A unit of ours, or a customer in any role. `name` is what the contract calls them: an organisation's own name is
    taken where none is given.
    """

    role: PartyRole
    unit_id: Id | None = None
    customer_id: Id | None = None
    name: Name | None = None
    signatory_id: Id | None = None
    capacity: Capacity | None = None

    def party(self) -> Party:
        return Party.model_validate(self.model_dump(exclude={"name"}))


class AfterBody(Body):
    event: Literal["delivery", "acceptance", "invoice", "signing"]
    days: Annotated[int, Field(ge=0, le=3660)]


class DeliverableBody(Body):
    """What is handed over under a clause: on a date, or days after an occasion."""

    clause: ClauseName
    description: Name
    quantity: PositiveDecimal | None = None
    unit: Annotated[str, PlainText(20, min_length=0)] = ""
    due_on: BusinessDate | None = None
    after: AfterBody | None = None

    def deliverable(self) -> Deliverable:
        after = None if self.after is None else After(**self.after.model_dump())
        return Deliverable.model_validate({**self.model_dump(exclude={"after"}), "after": after})
