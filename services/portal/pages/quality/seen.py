"""What the pages of quality need of the contract service's answers."""

from datetime import date
from decimal import Decimal

from services.portal.pages.frame.asking import Seen


class Parameter(Seen):
    """What is set: a value from `least` to `most`, one of which may be open."""

    name: str
    kind: str
    unit: str
    least: Decimal | None = None
    most: Decimal | None = None


class ControlPoint(Seen):
    name: str
    method: str
    frequency: str


class Plan(Seen):
    plan_id: str
    code: str
    grade: str
    specification: str | None
    parameters: list[Parameter]
    control_points: list[ControlPoint]
    retired: bool
    effective_on: date
    version: int


class Plans(Seen):
    items: list[Plan]


class EarlierObjection(Seen):
    objection_id: str
    defect: str
    same_customer: bool
    state: str
    prevention: str | None
    effective_on: date


class Requirement(Seen):
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


class Measured(Seen):
    name: str
    value: Decimal


class Deviation(Seen):
    name: str
    least: Decimal | None
    most: Decimal | None
    value: Decimal | None


class Objected(Seen):
    objection_id: str
    defect: str


class Batch(Seen):
    """`held` says that it was; `decision` what became of it then."""

    batch: str
    line: int
    grade: str
    quantity: Decimal
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

    @property
    def outcome(self) -> str:
        """Good, held, or what became of it."""
        return self.decision or "held" if self.held else "good"


class Quality(Seen):
    order_id: str
    requirements: list[Requirement]
    batches: list[Batch]

    def of_line(self, line: int) -> Requirement | None:
        return next((one for one in self.requirements if one.line == line), None)


class HeldBatch(Batch):
    order_id: str
    contract_id: str
    counterparty_id: str


class HeldBatches(Seen):
    items: list[HeldBatch]


class Objection(Seen):
    objection_id: str
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


class Objections(Seen):
    items: list[Objection]


class Part(Seen):
    part_id: str
    contract_id: str
    counterparty_id: str
    model: str
    part: str
    name: str
    blank: str
    weight: Decimal
    blank_weight: Decimal
    quota: Decimal
    utilisation: Decimal
    photo: str | None
    drawings: tuple[str, ...] = ()
    retired: bool
    effective_on: date
    version: int


class Parts(Seen):
    items: list[Part]
