"""Service levels: agreed under a master contract, measured month by month."""

from services.contract.master.aggregate import MASTER
from services.contract.service_level.aggregate import LEVELS, AgreeLevel, Levels, MeasureLevel, decide
from services.contract.service_level.events import LevelAgreed
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work


async def agree_level(work: Work, fact: LevelAgreed) -> Stream[Levels]:
    """A measure is promised in a region from a day on."""
    master = await work.load(MASTER, fact.master_id, must_exist=True)
    levels = await work.load(LEVELS, fact.master_id, key=master.key, unit=master.unit)
    work.record(levels, decide(levels.state, AgreeLevel(fact)))
    return levels


async def measure_level(work: Work, command: MeasureLevel) -> Stream[Levels]:
    """What a measure came to in a month."""
    master = await work.load(MASTER, command.master_id, must_exist=True)
    levels = await work.load(LEVELS, command.master_id, key=master.key, unit=master.unit)
    work.record(levels, decide(levels.state, command))
    return levels
