from decimal import Decimal
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import Field

from services.contract.terms import AmountKind, Direction, Grade, KnownGrade, PaymentControl, Side
from services.contract.type.events import TypeDefined, Way
from services.contract.type.route import Reference, Risk, RouteStep
from services.contract.type.stamp import StampItem
from shared.approvals.route import Need
from shared.values.decimals import NonNegativeDecimal
from shared.values.ids import ID_PATTERN, Id
from shared.values.money import PositiveMoney
from shared.values.text import Code, Name
from shared.web.schemas import Answer, Body

EVERY_WAY: Final[tuple[Way, ...]] = get_args(Way)
Hours = Annotated[int, Field(ge=1, le=8760)]
Unit = Annotated[str, Field(pattern=f"^(own|parent|headquarters)$|{ID_PATTERN}")]
Persons = Annotated[list[Id], Field(max_length=50)]


class RouteStepBody(Body):
    """A row of the approval matrix: named persons, or holders of a permission in a unit (own, parent, headquarters or
    an id). One row reviews the law without any condition. A row's conditions must all hold: of the contract's amount,
    or of all that was agreed with the party in twelve months (`sum_with_party`), of the unit or one above it, the
    direction, the highest risk of changed clauses, the counterparty's grade (`unknown` without one), a related party.
    """

    step: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
    stage: Annotated[int, Field(ge=1, le=50)]
    review: Literal["business", "legal", "finance", "executive"] = "business"
    from_amount: PositiveMoney | None = None
    below_amount: PositiveMoney | None = None
    sum_with_party: bool = False
    units: Annotated[list[Id], Field(max_length=50)] = Field(default_factory=list)
    directions: Annotated[list[Direction], Field(max_length=2)] = Field(default_factory=list)
    risk: Risk | None = None
    grades: Annotated[list[KnownGrade], Field(max_length=10)] = Field(default_factory=list)
    unless_grades: Annotated[list[Grade], Field(max_length=9)] = Field(default_factory=list)
    related_party: bool = False
    unit: Unit = "own"
    permission: Annotated[str, Field(pattern=r"^contract\.[a-z_]+\.[a-z_]+$")] | None = None
    persons: Persons = Field(default_factory=list)
    need: Need = Need.ANY
    count: Annotated[int, Field(ge=1, le=50)] = 1
    remind_hours: Hours | None = None
    limit_hours: Hours | None = 72
    escalate_to: Persons = Field(default_factory=list)
    hand_on_hours: Hours | None = None
    hand_on_to: Persons = Field(default_factory=list)


class RequiredReferenceBody(Body):
    """What a submission must name: from an amount on, or for a related party alone."""

    kind: Reference
    from_amount: PositiveMoney | None = None
    related_party: bool = False


class TypeBody(Body):
    """What a type of contracts lays down. Templates and required clauses (codes of the library) of the types above it
    count for it too; `ways` are those in which its drafts may begin; `stamp_item` the item of stamp duty (that of the
    type above, without one).
    """

    code: Code
    name: Name
    direction: Direction
    number_prefix: Annotated[str, Field(pattern="^[A-Z]{1,8}$")]
    amount_kind: AmountKind = "fixed"
    payment_control: PaymentControl = "strict"
    match_tolerance: NonNegativeDecimal = Decimal(0)
    signing_order: tuple[Side, Side] = ("us", "counterparty")
    route: Annotated[list[RouteStepBody], Field(min_length=1, max_length=50)]
    retention_years: Annotated[int, Field(ge=0, le=100)] = 10
    parent_id: Id | None = None
    ways: Annotated[list[Way], Field(min_length=1, max_length=4)] = Field(default_factory=lambda: list(EVERY_WAY))
    required_clauses: Annotated[list[Code], Field(max_length=50)] = Field(default_factory=list)

    required_references: Annotated[list[RequiredReferenceBody], Field(max_length=10)] = Field(default_factory=list)
    stamp_item: StampItem | None = None

    def rules(self, type_id: str) -> TypeDefined:
        said = self.model_dump(exclude={"route"})
        route = tuple(RouteStep.model_validate(row.model_dump()) for row in self.route)
        return TypeDefined.model_validate({**said, "type_id": type_id, "route": route})


class TypeAnswer(Answer):
    type_id: str
    code: str
    name: str
    direction: str
    parent_id: str | None
    rules: dict[str, Any]
    version: int


class TypeList(Answer):
    items: list[TypeAnswer]


class TypeDefinedAnswer(Answer):
    type_id: str
    version: int
