"""What a key account is promised region by region, and what it got: pure, from what the contract service tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.portal.pages.masters.seen import Level, Member, Result


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure of a region: what is agreed on a day, what later on, and its months, the latest first."""

    measure: str
    now: Level | None
    next: Level | None
    months: tuple[Result, ...]

    @property
    def met(self) -> int:
        """In how many months it was kept."""
        return sum(1 for one in self.months if one.met)


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    members: tuple[Member, ...]
    measures: tuple[Standing, ...]


def by_region(
    members: Sequence[Member], levels: Sequence[Level], results: Sequence[Result], today: date
) -> list[Region]:
    """Every region that somebody looks after or that something is agreed in, by name."""
    told: list[Member | Level | Result] = [*members, *levels, *results]
    names = {one.region for one in told}
    return [
        Region(
            name,
            tuple(one for one in members if one.region == name),
            tuple(_standings(name, levels, results, today)),
        )
        for name in sorted(names)
    ]


def _standings(region: str, levels: Iterable[Level], results: Iterable[Result], today: date) -> Iterable[Standing]:
    agreed = [one for one in levels if one.region == region]
    months = [one for one in results if one.region == region]
    named = {one.measure for one in agreed} | {one.measure for one in months}
    for measure in sorted(named):
        said = [one for one in agreed if one.measure == measure]
        got = sorted((one for one in months if one.measure == measure), key=lambda one: one.period, reverse=True)
        yield Standing(measure, holding(said, today), _next(said, today), tuple(got))


def holding(said: Iterable[Level], day: date) -> Level | None:
    """What is promised on a day: of several of the latest day what was said last; nothing once it was ended."""
    begun = [one for one in said if one.effective_on <= day]
    last = max(begun, key=lambda one: (one.effective_on, one.version), default=None)
    return last if last is not None and last.target is not None else None


def _next(said: Iterable[Level], day: date) -> Level | None:
    later = [one for one in said if one.effective_on > day]
    return min(later, key=lambda one: (one.effective_on, -one.version), default=None)
