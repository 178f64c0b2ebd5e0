"""Service levels of a master contract decided and folded."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from services.contract.service_level.events import LevelAgreed, LevelMeasured
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError


@dataclass(frozen=True, slots=True)
class Levels:
    """By region and measure what was agreed, in the order it was said; by those and month what was measured last."""

    agreed: Mapping[str, tuple[LevelAgreed, ...]] = field(default_factory=dict)
    measured: Mapping[str, LevelMeasured] = field(default_factory=dict)

    def holding(self, region: str, measure: str, day: date) -> LevelAgreed | None:
        """What is promised on a day: of several of the latest day what was said last."""
        said = [one for one in self.agreed.get(place(region, measure), ()) if one.effective_on <= day]
        latest = max((one.effective_on for one in said), default=None)
        return next((one for one in reversed(said) if one.effective_on == latest), None)


@dataclass(frozen=True, slots=True)
class AgreeLevel:
    fact: LevelAgreed


@dataclass(frozen=True, slots=True)
class MeasureLevel:
    master_id: str
    region: str
    measure: str
    period: str
    value: Decimal
    cases: int
    on: date


class NoServiceLevelError(DomainError):
    """Nothing is agreed of this measure in this region at the end of that month."""

    pointer = "/measure"


def decide(levels: Levels, command: AgreeLevel | MeasureLevel) -> list[Event]:
    match command:
        case AgreeLevel(fact=fact):
            known = levels.agreed.get(place(fact.region, fact.measure), ())
            if not known and fact.target is None:
                raise InvalidFieldError("/target", "nothing is agreed that would end")
            return [] if known and known[-1] == fact else [fact]
        case MeasureLevel():
            return _measured(levels, command)


def _measured(levels: Levels, command: MeasureLevel) -> list[Event]:
    end = last_day(command.period)
    if end >= command.on:
        raise InvalidFieldError("/period", "a month is measured once it is over")
    level = levels.holding(command.region, command.measure, end)
    if level is None or level.target is None:
        raise NoServiceLevelError(region=command.region, measure=command.measure, period=command.period)
    if level.scale == "percent" and command.value > 100:
        raise InvalidFieldError("/value", "a share of a hundred is a hundred at most")
    met = command.value >= level.target if level.sense == "at_least" else command.value <= level.target
    fact = LevelMeasured(
        master_id=command.master_id,
        region=command.region,
        measure=command.measure,
        period=command.period,
        value=command.value,
        cases=command.cases,
        sense=level.sense,
        target=level.target,
        met=met,
        effective_on=end,
    )
    return [] if levels.measured.get(_month(fact)) == fact else [fact]


def last_day(period: str) -> date:
    year, month = (int(part) for part in period.split("-"))
    return date(year, month, monthrange(year, month)[1])


def place(region: str, measure: str) -> str:
    return f"{region}\n{measure}"


def _month(fact: LevelMeasured) -> str:
    return f"{place(fact.region, fact.measure)}\n{fact.period}"


def evolve(levels: Levels, event: Event) -> Levels:
    match event:
        case LevelAgreed():
            key = place(event.region, event.measure)
            return replace(levels, agreed={**levels.agreed, key: (*levels.agreed.get(key, ()), event)})
        case LevelMeasured():
            return replace(levels, measured={**levels.measured, _month(event): event})
        case _:
            return levels


LEVELS = Aggregate("service_level", Levels(), evolve)
