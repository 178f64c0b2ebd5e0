"""What an order asks for in quality, line by line, what its goods were measured to be, what became of those held."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen
from shared.eventstore.event import Event, Words
from shared.values.decimals import DecimalString

ParameterKind = Literal["chemistry", "mechanics", "dimension", "process"]
BatchDecision = Literal["regraded", "conceded", "rejected"]
"""Sold as another grade; taken by the customer as it is, under a concession; not delivered."""


class Parameter(Frozen):
    """What is set: a value from `least` to `most`, one of which may be open."""

    name: str
    kind: ParameterKind
    unit: str
    least: DecimalString | None = None
    most: DecimalString | None = None


class ControlPoint(Frozen):
    """Where in the process what is looked at, and how often."""

    name: str
    method: str
    frequency: str


class Measured(Frozen):
    """What a parameter was found to be."""

    name: str
    value: DecimalString


class Deviation(Frozen):
    """A parameter outside what is set; `value` is null where it was not measured."""

    name: str
    least: DecimalString | None
    most: DecimalString | None
    value: DecimalString | None


class Objected(Frozen):
    """A defect that this customer has objected to before."""

    objection_id: str
    defect: str


class OfOrderLine(Event):
    order_id: str
    contract_id: str
    counterparty_id: str
    line: int
    effective_on: date


class RequirementStated(OfOrderLine, name="requirement.stated.v1"):
    """The line is asked for in this grade and specification, for this use; the parameters are those of the plan that
    was chosen and the customer's own. `files` are drawings and photos.
    """

    grade: str
    specification: str | None
    use: str | None
    plan_id: str | None
    plan_version: int | None
    parameters: tuple[Parameter, ...]
    control_points: tuple[ControlPoint, ...]
    files: tuple[str, ...]
    remarks: Words[str | None]


class BatchMeasured(OfOrderLine, name="requirement.batch_measured.v1"):
    """So much of a line was measured, or measured again; it is held where it departs from what is set, or has a defect
    that the customer has objected to before. `measured_by` is null where nobody noted it.
    """

    batch: str
    grade: str
    quantity: DecimalString
    actual: tuple[Measured, ...]
    defects: tuple[str, ...]
    deviations: tuple[Deviation, ...]
    objected: tuple[Objected, ...]
    held: bool
    measured_by: str | None = None


class BatchDecided(OfOrderLine, name="requirement.batch_decided.v1"):
    """What becomes of a batch that was held; `concession` is the customer's word, by the number it is filed under."""

    batch: str
    decision: BatchDecision
    grade: str | None
    concession: str | None
    reason: Words[str]
    decided_by: str | None = None
