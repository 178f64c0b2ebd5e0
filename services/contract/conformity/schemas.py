from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from services.contract.conformity.handlers import AgreementWish, BatchWish, ConcessionWish, StandardWish
from services.contract.requirement.events import Deviation
from services.contract.standard.aggregate import AcceptEdition
from services.contract.standard.events import CheckedIn, Limit, LimitKind
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString
from shared.values.ids import Id
from shared.values.text import Code, Name, PlainText, Reason, Reference
from shared.web.schemas import Answer, Body

Unit = Annotated[str, PlainText(20, min_length=0)]


class LimitBody(Body):
    """A value from `least` to `most`, one of which may be open."""

    name: Name
    kind: LimitKind
    unit: Unit = ""
    least: DecimalString | None = None
    most: DecimalString | None = None


Limits = Annotated[list[LimitBody], Field(min_length=1, max_length=200)]


def _limits(said: list[LimitBody]) -> tuple[Limit, ...]:
    return tuple(Limit.model_validate(one.model_dump()) for one in said)


class StandardBody(Body):
    """A customer's standard under its code, or its next edition (`reference` is what the customer calls that). The
    document, sent before as a file, is kept with the standard, or with the contract of the customer that is named.
    Without a `unit_id` it belongs to the customer's unit, as far as the caller's rights reach, else to the caller's.
    """

    counterparty_id: Id
    code: Code
    reference: Reference = ""
    title: Name
    grade: Name | None = None
    specification: Name | None = None
    limits: Limits
    contract_id: Id | None = None
    file_id: Id | None = None
    unit_id: Id | None = None
    effective_on: BusinessDate

    def wish(self) -> StandardWish:
        plain = {name: getattr(self, name) for name in StandardWish.__dataclass_fields__ if name != "limits"}
        return StandardWish(**plain, limits=_limits(self.limits))


class AcceptanceBody(Body):
    """From which day the edition's limits are ours; `limits` where ours are tighter."""

    limits: Limits | None = None
    effective_on: BusinessDate | None = None

    def command(self, edition: int, today: date) -> AcceptEdition:
        own = None if self.limits is None else _limits(self.limits)
        return AcceptEdition(edition, own, self.effective_on or today)


class RefusalBody(Body):
    reason: Reason
    effective_on: BusinessDate | None = None


class AgreedLimitsBody(Body):
    """What an agreement says in limits, for goods of a grade and specification or of any."""

    grade: Name | None = None
    specification: Name | None = None
    limits: Limits
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> AgreementWish:
        return AgreementWish(self.grade, self.specification, _limits(self.limits), self.effective_on or today)


class ConcessionBody(Body):
    """How far, and until when, a limit shall be passed over for a line of an order (`subject_id` is the order), or in
    an agreement (the contract, line 0). Without a `unit` that of the limit.
    """

    checked_in: CheckedIn
    subject_id: Id
    line: Annotated[int, Field(ge=0, le=500)] = 0
    standard_id: Id
    name: Name
    unit: Unit | None = None
    least: DecimalString | None = None
    most: DecimalString | None = None
    until: BusinessDate
    reason: Reason

    def wish(self) -> ConcessionWish:
        return ConcessionWish(**{name: getattr(self, name) for name in ConcessionWish.__dataclass_fields__})


class BatchConcessionBody(Body):
    """The number of the customer's word under which a whole batch that is held shall pass, and why."""

    reference: Annotated[Reference, Field(min_length=1)]
    reason: Reason

    def wish(self) -> BatchWish:
        return BatchWish(self.reference, self.reason)


class DecisionBody(Body):
    decision: Literal["grant", "refuse"]
    reason: Reason


class StandardMoved(Answer):
    standard_id: str
    edition: int
    version: int


class StandardRow(Answer):
    """`edition` is the newest that came in, `accepted_edition` the one whose limits are ours."""

    standard_id: str
    unit_id: str
    counterparty_id: str
    code: str
    title: str
    edition: int
    grade: str | None
    specification: str | None
    accepted_edition: int | None
    accepted_from: date | None
    ended_on: date | None
    version: int


class StandardList(Answer):
    items: list[StandardRow]


class EditionShown(Answer):
    """`internal` are our limits, in force from a day until before another."""

    edition: int
    reference: str
    title: str
    grade: str | None
    specification: str | None
    limits: list[Limit]
    contract_id: str | None
    file_id: str | None
    effective_on: date
    state: str
    internal: list[Limit] | None
    in_force_from: date | None
    in_force_until: date | None
    decided_by: str | None
    decided_on: date | None
    reason: str | None


class StandardShown(StandardRow):
    editions: list[EditionShown]


class LimitShown(Limit):
    """A limit in force, and the standard and edition that it comes from."""

    standard_id: str
    standard: str
    edition: int


class LimitList(Answer):
    items: list[LimitShown]


class CheckShown(Answer):
    """One limit that a line of an order, or an agreement (line 0), was held against last."""

    checked_in: str
    subject_id: str
    line: int
    contract_id: str
    counterparty_id: str
    standard_id: str
    code: str
    edition: int
    name: str
    outcome: str
    concession_id: str | None
    checked_on: date


class CheckList(Answer):
    items: list[CheckShown]


class AgreedLimitsAnswer(Answer):
    contract_id: str
    counterparty_id: str
    grade: str | None
    specification: str | None
    limits: list[Limit]
    effective_on: date
    version: int


class AgreedLimitsKept(Answer):
    contract_id: str
    version: int


class ConcessionMoved(Answer):
    concession_id: str
    state: str
    version: int


class ConcessionAnswer(Answer):
    concession_id: str
    unit_id: str
    checked_in: str
    subject_id: str
    line: int
    contract_id: str
    counterparty_id: str
    standard_id: str
    code: str
    edition: int
    name: str
    unit: str
    least: DecimalString | None
    most: DecimalString | None
    state: str
    asked_by: str
    asked_on: date
    reason: str
    until: date
    decided_by: str | None
    decided_on: date | None
    decision_reason: str | None
    version: int


class ConcessionList(Answer):
    items: list[ConcessionAnswer]


class BatchConcessionAnswer(Answer):
    """What was asked for a whole batch, with everything that it departs in."""

    concession_id: str
    unit_id: str
    order_id: str
    contract_id: str
    counterparty_id: str
    line: int
    batch: str
    grade: str
    quantity: DecimalString
    deviations: list[Deviation]
    objected: list[str]
    reference: str
    state: str
    asked_by: str
    asked_on: date
    reason: str
    decided_by: str | None
    decided_on: date | None
    decision_reason: str | None
    version: int


class BatchConcessionList(Answer):
    items: list[BatchConcessionAnswer]


def picked(answer: type[Answer], row: dict[str, Any]) -> dict[str, Any]:
    """The values of a row that the answer has."""
    return {name: row[name] for name in answer.model_fields}
