"""Collectors laid down."""

from services.contract.collector.aggregate import COLLECTOR, Collector, LayDownCollector, decide
from services.contract.collector.events import CollectorLaidDown
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import DomainError, ForbiddenError, InvalidFieldError, NotFoundError


class NoSuchCollectorError(DomainError):
    """No collector of this source is registered."""

    status = 404


async def lay_down(work: Work, fact: CollectorLaidDown) -> Stream[Collector]:
    """How records of a source are read from now on; its units are the caller's."""
    for place, one in enumerate(fact.units):
        if not work.context.covers(one.unit_id):
            raise InvalidFieldError(f"/units/{place}/unit_id", "the unit is outside the caller's permission")
    if not work.context.covers(fact.unit_id):
        raise ForbiddenError("The unit is outside the caller's permission.")
    collector = await work.load(COLLECTOR, fact.collector_id, unit=fact.unit_id)
    work.record(collector, decide(collector.state, LayDownCollector(fact)))
    return collector


async def collector_of(work: Work, collector_id: str) -> Stream[Collector]:
    """A collector; raises `NoSuchCollectorError` where none is registered, or none one may see."""
    try:
        return await work.load(COLLECTOR, collector_id, must_exist=True)
    except NotFoundError as error:
        raise NoSuchCollectorError from error
