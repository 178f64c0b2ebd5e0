"""Collectors laid down, changed, paused and taken up again."""

from services.contract.collector.aggregate import (
    COLLECTOR,
    Collector,
    LayDownCollector,
    PauseCollector,
    ResumeCollector,
    decide,
)
from services.contract.collector.events import CollectorLaidDown
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import DomainError, ForbiddenError, InvalidFieldError, NotFoundError


class NoSuchCollectorError(DomainError):
    """No collector of this source is registered."""

    status = 404


class CollectorIsPausedError(DomainError):
    """The collector is paused: nothing of its source is taken."""


async def lay_down(work: Work, fact: CollectorLaidDown, if_match: int | None = None) -> Stream[Collector]:
    """How records of a source are read from now on; its units are the caller's. With `if_match` it is known already,
    and said otherwise by whoever read that version.
    """
    for place, one in enumerate(fact.units):
        if not work.context.covers(one.unit_id):
            raise InvalidFieldError(f"/units/{place}/unit_id", "the unit is outside the caller's permission")
    if not work.context.covers(fact.unit_id):
        raise ForbiddenError("The unit is outside the caller's permission.")
    known = if_match is not None
    collector = await work.load(COLLECTOR, fact.collector_id, unit=fact.unit_id, if_match=if_match, must_exist=known)
    work.record(collector, decide(collector.state, LayDownCollector(fact)))
    return collector


async def move(work: Work, collector_id: str, command: PauseCollector | ResumeCollector) -> Stream[Collector]:
    """Pauses a collector, or takes it up again."""
    collector = await collector_of(work, collector_id)
    work.record(collector, decide(collector.state, command))
    return collector


async def laid_down_of(work: Work, collector_id: str) -> CollectorLaidDown:
    """How records of a collector are read; raises `NoSuchCollectorError`."""
    known = (await collector_of(work, collector_id)).state.laid_down
    if known is None:
        raise NoSuchCollectorError
    return known


async def collector_of(work: Work, collector_id: str) -> Stream[Collector]:
    """A collector; raises `NoSuchCollectorError` where none is registered, or none one may see."""
    try:
        return await work.load(COLLECTOR, collector_id, must_exist=True)
    except NotFoundError as error:
        raise NoSuchCollectorError from error
