"""How things are aged: laid down by those who may, asked for the day on which something happens."""

from typing import Final

from services.contract.ageing.aggregate import AGEING, Ageing, LayDown, decide
from services.contract.ageing.events import AgeingLaidDown
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.ids import derived_id

EVERYWHERE: Final = derived_id("ageing", "everywhere")


async def lay_down(work: Work, fact: AgeingLaidDown) -> Stream[Ageing]:
    """Buckets, levels, grace and losses hold from a day on."""
    stream = await work.load(AGEING, EVERYWHERE)
    work.record(stream, decide(stream.state, LayDown(fact)))
    return stream
