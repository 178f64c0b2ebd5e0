"""The requirements of an order decided and folded: what is asked for by line, and every batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.requirement.errors import BatchNotHeldError, GoodsHeldError, NoRequirementError, OwnBatchError
from services.contract.requirement.events import (
    BatchDecided,
    BatchDecision,
    BatchMeasured,
    Deviation,
    Measured,
    Objected,
    RequirementStated,
)
from services.contract.requirement.measuring import check_parameters, deviations, objected_to
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class Batch:
    """`decision` is null of a batch that passed, and of one that is still held; `objected` are the defects that the
    customer has objected to before.
    """

    line: int
    quantity: Decimal
    grade: str
    held: bool
    decision: BatchDecision | None = None
    measured_by: str | None = None
    deviations: tuple[Deviation, ...] = ()
    objected: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        return not self.held or self.decision in ("regraded", "conceded")


@dataclass(frozen=True, slots=True)
class Requirements:
    """What each line asks for, and the batches by their name."""

    stated: Mapping[int, RequirementStated] = field(default_factory=dict)
    batches: Mapping[str, Batch] = field(default_factory=dict)

    def passed(self, line: int) -> Decimal:
        """How much of a line may go out."""
        of_line = [one for one in self.batches.values() if one.line == line and one.passes]
        return sum((one.quantity for one in of_line), Decimal(0))

    def kept_back(self, line: int) -> list[str]:
        """The batches of a line that may not."""
        return sorted(name for name, one in self.batches.items() if one.line == line and not one.passes)


@dataclass(frozen=True, slots=True)
class Of:
    """Which line of which order, and the day."""

    order_id: str
    contract_id: str
    counterparty_id: str
    line: int
    on: date

    def fields(self) -> dict[str, Any]:
        names = ("order_id", "contract_id", "counterparty_id", "line")
        return {**{name: getattr(self, name) for name in names}, "effective_on": self.on}


@dataclass(frozen=True, slots=True)
class StateRequirement:
    fact: RequirementStated


@dataclass(frozen=True, slots=True)
class MeasureBatch:
    """`known` are the customer's objections about this grade and specification, `by` is who measured."""

    of: Of
    batch: str
    quantity: Decimal
    actual: tuple[Measured, ...]
    defects: tuple[str, ...]
    known: tuple[Objected, ...]
    by: str


@dataclass(frozen=True, slots=True)
class DecideBatch:
    """`by` is who decides: goods are let go by somebody else than the one who measured them."""

    of: Of
    batch: str
    decision: BatchDecision
    grade: str | None
    concession: str | None
    reason: str
    by: str


Command = StateRequirement | MeasureBatch | DecideBatch


def decide(requirements: Requirements, command: Command) -> list[Event]:
    match command:
        case StateRequirement(fact=fact):
            check_parameters(fact.parameters)
            return [] if requirements.stated.get(fact.line) == fact else [fact]
        case MeasureBatch():
            return [_measured(requirements, command)]
        case DecideBatch():
            return [_decided(requirements, command)]


def _measured(requirements: Requirements, command: MeasureBatch) -> BatchMeasured:
    stated = requirements.stated.get(command.of.line)
    if stated is None:
        raise NoRequirementError
    before = requirements.batches.get(command.batch)
    if before is not None and (before.line != command.of.line or before.decision is not None):
        raise InvalidFieldError("/batch", "the batch belongs to another line, or was decided on")
    departs = deviations(stated.parameters, command.actual)
    objected = objected_to(command.defects, command.known)
    return BatchMeasured(
        **command.of.fields(),
        batch=command.batch,
        grade=stated.grade,
        quantity=command.quantity,
        actual=command.actual,
        defects=command.defects,
        deviations=departs,
        objected=objected,
        held=bool(departs or objected),
        measured_by=command.by,
    )


def _decided(requirements: Requirements, command: DecideBatch) -> BatchDecided:
    batch = requirements.batches.get(command.batch)
    if batch is None or batch.line != command.of.line or not batch.held or batch.decision is not None:
        raise BatchNotHeldError(batch=command.batch)
    if (command.decision == "regraded") != (command.grade is not None) or command.grade == batch.grade:
        raise InvalidFieldError("/grade", "another grade is named where goods are regraded, and nowhere else")
    if (command.decision == "conceded") != (command.concession is not None):
        raise InvalidFieldError("/concession", "the customer's concession is named where it concedes, and nowhere else")
    if command.decision != "rejected" and command.by == batch.measured_by:
        raise OwnBatchError
    return BatchDecided(
        **command.of.fields(),
        batch=command.batch,
        decision=command.decision,
        grade=command.grade,
        concession=command.concession,
        reason=command.reason,
        decided_by=command.by,
    )


def check_passing(requirements: Requirements, line: int, until: Decimal) -> None:
    """Raises `GoodsHeldError` where so much of a line, all in all, is more than may go out; a line that asks for
    nothing has no bound.
    """
    if line not in requirements.stated:
        return
    passed = requirements.passed(line)
    if until > passed:
        raise GoodsHeldError(line=line, limit=str(passed), requested=str(until), held=requirements.kept_back(line))


def evolve(requirements: Requirements, event: Event) -> Requirements:
    match event:
        case RequirementStated(line=line):
            return replace(requirements, stated={**requirements.stated, line: event})
        case BatchMeasured(batch=name):
            batch = Batch(
                line=event.line,
                quantity=event.quantity,
                grade=event.grade,
                held=event.held,
                measured_by=event.measured_by,
                deviations=event.deviations,
                objected=tuple(one.defect for one in event.objected),
            )
            return replace(requirements, batches={**requirements.batches, name: batch})
        case BatchDecided(batch=name, decision=decision, grade=grade):
            before = requirements.batches[name]
            batch = replace(before, decision=decision, grade=grade or before.grade)
            return replace(requirements, batches={**requirements.batches, name: batch})
        case _:
            return requirements


REQUIREMENTS = Aggregate("requirement", Requirements(), evolve, shape=2)
