from datetime import date
from typing import Annotated, Any

from pydantic import Field

from services.contract.objection.aggregate import AnswerObjection
from services.contract.objection.events import Outcome
from services.contract.quality.handlers import BatchWish, DecisionWish, ObjectionWish, RequirementWish
from services.contract.quality_plan.events import QualityPlanLaidDown
from services.contract.requirement.events import (
    BatchDecision,
    ControlPoint,
    Deviation,
    Measured,
    Objected,
    Parameter,
    ParameterKind,
)
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, PositiveDecimal
from shared.values.ids import Id
from shared.values.text import Code, Name, Paragraphs, PlainText, Reason, Reference
from shared.web.schemas import Answer, Body

Unit = Annotated[str, PlainText(20, min_length=0)]
LineNumber = Annotated[int, Field(ge=1, le=500)]


class ParameterBody(Body):
    """A value from `least` to `most`, one of which may be open."""

    name: Name
    kind: ParameterKind
    unit: Unit = ""
    least: DecimalString | None = None
    most: DecimalString | None = None


class ControlPointBody(Body):
    name: Name
    method: Name
    frequency: Name


Parameters = Annotated[list[ParameterBody], Field(max_length=200)]
ControlPoints = Annotated[list[ControlPointBody], Field(max_length=100)]


def _parameters(said: list[ParameterBody]) -> tuple[Parameter, ...]:
    return tuple(Parameter.model_validate(one.model_dump()) for one in said)


def _points(said: list[ControlPointBody]) -> tuple[ControlPoint, ...]:
    return tuple(ControlPoint.model_validate(one.model_dump()) for one in said)


class PlanBody(Body):
    """What is set and looked at for goods of a grade, and of a specification where one is named."""

    code: Code
    grade: Name
    specification: Name | None = None
    parameters: Parameters = Field(default_factory=list)
    control_points: ControlPoints = Field(default_factory=list)
    retired: bool = False
    effective_on: BusinessDate | None = None

    def fact(self, plan_id: str, today: date) -> QualityPlanLaidDown:
        return QualityPlanLaidDown(
            plan_id=plan_id,
            code=self.code,
            grade=self.grade,
            specification=self.specification,
            parameters=_parameters(self.parameters),
            control_points=_points(self.control_points),
            retired=self.retired,
            effective_on=self.effective_on or today,
        )


class PlanKept(Answer):
    plan_id: str
    version: int


class PlanAnswer(Answer):
    plan_id: str
    code: str
    grade: str
    specification: str | None
    parameters: list[Parameter]
    control_points: list[ControlPoint]
    retired: bool
    effective_on: date
    version: int


class PlanList(Answer):
    items: list[PlanAnswer]


class RequirementBody(Body):
    """What a line of an order asks for: the parameters of a plan, with those that are said here in their place and
    beside them. `files` are drawings and photos that were sent before.
    """

    line: LineNumber
    plan_id: Id | None = None
    grade: Name | None = None
    specification: Name | None = None
    use: Name | None = None
    parameters: Parameters = Field(default_factory=list)
    control_points: ControlPoints = Field(default_factory=list)
    files: Annotated[list[Id], Field(max_length=20)] = Field(default_factory=list)
    remarks: Paragraphs | None = None
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> RequirementWish:
        return RequirementWish(
            line=self.line,
            plan_id=self.plan_id,
            grade=self.grade,
            specification=self.specification,
            use=self.use,
            parameters=_parameters(self.parameters),
            control_points=_points(self.control_points),
            files=tuple(self.files),
            remarks=self.remarks,
            on=self.effective_on or today,
        )


class MeasuredBody(Body):
    name: Name
    value: DecimalString


class BatchBody(Body):
    """So much of a line, measured; `defects` by their codes, as objections name them."""

    line: LineNumber
    batch: Code
    quantity: PositiveDecimal
    actual: Annotated[list[MeasuredBody], Field(max_length=200)] = Field(default_factory=list)
    defects: Annotated[list[Code], Field(max_length=50)] = Field(default_factory=list)
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> BatchWish:
        actual = tuple(Measured.model_validate(one.model_dump()) for one in self.actual)
        on = self.effective_on or today
        return BatchWish(self.line, self.batch, self.quantity, actual, tuple(self.defects), on)


class DecisionBody(Body):
    """`grade` is named where goods are regraded, `concession` (the number of the customer's word) where it concedes."""

    decision: BatchDecision
    grade: Name | None = None
    concession: Annotated[Reference, Field(min_length=1)] | None = None
    reason: Reason
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> DecisionWish:
        return DecisionWish(self.decision, self.grade, self.concession, self.reason, self.effective_on or today)


class ObjectionBody(Body):
    """What a customer objects to: a defect, by its code, of goods of a grade, and of a specification where one is
    named.
    """

    counterparty_id: Id
    order_id: Id | None = None
    grade: Name
    specification: Name | None = None
    defect: Code
    words: Reason
    effective_on: BusinessDate | None = None
    unit_id: Id | None = None

    def wish(self, today: date) -> ObjectionWish:
        said = (self.counterparty_id, self.order_id, self.grade, self.specification, self.defect, self.words)
        return ObjectionWish(*said, self.effective_on or today)


class AnswerBody(Body):
    """`prevention` is said where the objection is upheld."""

    outcome: Outcome
    prevention: Reason | None = None
    effective_on: BusinessDate | None = None

    def command(self, today: date) -> AnswerObjection:
        return AnswerObjection(self.outcome, self.prevention, self.effective_on or today)


class ObjectionMoved(Answer):
    objection_id: str
    version: int


class ObjectionAnswer(Answer):
    objection_id: str
    unit_id: str
    counterparty_id: str
    order_id: str | None
    grade: str
    specification: str | None
    defect: str
    words: str
    state: str
    prevention: str | None
    effective_on: date
    answered_on: date | None
    version: int


class ObjectionList(Answer):
    items: list[ObjectionAnswer]


class EarlierObjection(Answer):
    """What was objected to in goods like these, and what prevents it; of other customers than this one not by whom."""

    objection_id: str
    defect: str
    same_customer: bool
    state: str
    prevention: str | None
    effective_on: date


class RequirementShown(Answer):
    line: int
    grade: str
    specification: str | None
    use: str | None
    plan_id: str | None
    plan_version: int | None
    parameters: list[Parameter]
    control_points: list[ControlPoint]
    files: list[str]
    remarks: str | None
    effective_on: date
    objections: list[EarlierObjection]


class BatchShown(Answer):
    """`held` says that it was; `decision` what became of it then, null while nobody has decided."""

    batch: str
    line: int
    grade: str
    quantity: DecimalString
    actual: list[Measured]
    defects: list[str]
    deviations: list[Deviation]
    objected: list[Objected]
    held: bool
    decision: str | None
    concession: str | None
    reason: str | None
    measured_on: date
    measured_by: str | None
    decided_on: date | None
    decided_by: str | None


class HeldBatch(BatchShown):
    """A batch that waits for somebody to decide on it."""

    order_id: str
    contract_id: str
    unit_id: str
    counterparty_id: str


class HeldBatchList(Answer):
    items: list[HeldBatch]


class QualityOfOrder(Answer):
    order_id: str
    requirements: list[RequirementShown]
    batches: list[BatchShown]


class RequirementKept(Answer):
    order_id: str
    line: int
    version: int


class BatchKept(Answer):
    """`held`: it does not go out before somebody decides on it."""

    order_id: str
    batch: str
    held: bool
    decision: str | None
    version: int


def picked(answer: type[Answer], row: dict[str, Any]) -> dict[str, Any]:
    """The values of a row that the answer has."""
    return {name: row[name] for name in answer.model_fields if name in row}
