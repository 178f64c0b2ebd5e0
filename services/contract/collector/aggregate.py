"""A collector and its batches, decided and folded."""

from dataclasses import dataclass, replace
from datetime import date

from services.contract.collector.events import (
    BatchTaken,
    CollectorLaidDown,
    CollectorPaused,
    CollectorResumed,
    RecordKind,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Collector:
    laid_down: CollectorLaidDown | None = None
    paused: bool = False

    def unit(self, code: str | None) -> str | None:
        """Whose records those of a unit of the source are; without one those of the collector's own unit."""
        if self.laid_down is None:
            return None
        known = {one.code: one.unit_id for one in self.laid_down.units}
        return self.laid_down.unit_id if code is None else known.get(code)

    @property
    def brings(self) -> tuple[RecordKind, ...]:
        """The kinds of records that it may bring."""
        return self.laid_down.brings if self.laid_down else ()

    @property
    def parties(self) -> dict[str, str]:
        """Customers by what the source calls them, of those that are named one by one."""
        return {one.code: one.customer_id for one in self.laid_down.party_names} if self.laid_down else {}

    def currency(self, code: str | None) -> str | None:
        """The currency that a name of the source stands for; a code that is not renamed stands for itself."""
        if self.laid_down is None:
            return None
        known = {one.code: one.currency for one in self.laid_down.currencies}
        return self.laid_down.currency if code is None else known.get(code, code)


@dataclass(frozen=True, slots=True)
class LayDownCollector:
    fact: CollectorLaidDown


@dataclass(frozen=True, slots=True)
class PauseCollector:
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class ResumeCollector:
    on: date


def decide(collector: Collector, command: LayDownCollector | PauseCollector | ResumeCollector) -> list[Event]:
    """The same said again is no new fact; a collector stays with its unit, and is paused and resumed in turn."""
    known = collector.laid_down
    match command:
        case LayDownCollector(fact=fact):
            return _laid_down(known, fact)
        case PauseCollector(reason=reason, on=on) if known is not None and not collector.paused:
            about = {"collector_id": known.collector_id, "source": known.source}
            return [CollectorPaused.model_validate({**about, "reason": reason, "effective_on": on})]
        case ResumeCollector(on=on) if known is not None and collector.paused:
            return [CollectorResumed(collector_id=known.collector_id, source=known.source, effective_on=on)]
        case _:
            raise NotPossibleNowError("paused" if collector.paused else "active" if known else "new", command)


def _laid_down(known: CollectorLaidDown | None, fact: CollectorLaidDown) -> list[Event]:
    _once([one.code for one in fact.units], "/units")
    _once([one.code for one in fact.currencies], "/currencies")
    _once([one.code for one in fact.party_names], "/party_names")
    if known is not None and known.unit_id != fact.unit_id:
        raise InvalidFieldError("/unit_id", "the collector belongs to another unit")
    same = known is not None and known.model_copy(update={"effective_on": fact.effective_on}) == fact
    return [] if same else [fact]


def _once(codes: list[str], pointer: str) -> None:
    for place, code in enumerate(codes):
        if codes.index(code) != place:
            raise InvalidFieldError(f"{pointer}/{place}/code", "a code is named twice")


def evolve(collector: Collector, event: Event) -> Collector:
    match event:
        case CollectorLaidDown():
            return replace(collector, laid_down=event)
        case CollectorPaused() | CollectorResumed():
            return replace(collector, paused=isinstance(event, CollectorPaused))
        case _:
            return collector


@dataclass(frozen=True, slots=True)
class Batch:
    taken: BatchTaken | None = None


def decide_batch(batch: Batch, fact: BatchTaken) -> list[Event]:
    """A batch is told of once."""
    if batch.taken is not None:
        raise NotPossibleNowError("taken", fact)
    return [fact]


def evolve_batch(batch: Batch, event: Event) -> Batch:
    return Batch(event) if isinstance(event, BatchTaken) else batch


COLLECTOR = Aggregate("collector", Collector(), evolve, shape=2)
BATCH = Aggregate("collector_batch", Batch(), evolve_batch)
