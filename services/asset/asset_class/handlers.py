"""Classes are defined and retired for the whole company."""

from services.asset.asset_class.aggregate import CLASS, AssetClass, ClassExistsError, DefineClass, RetireClass, decide
from services.asset.asset_class.queries import class_by_code
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError


async def define_class(work: Work, command: DefineClass, unit: str) -> Stream[AssetClass]:
    if await class_by_code(work, command.code) is not None:
        raise ClassExistsError
    stream = work.start(CLASS, command.class_id, unit=unit)
    work.record(stream, decide(stream.state, command))
    return stream


async def retire_class(work: Work, code: str, command: RetireClass) -> Stream[AssetClass]:
    found = await class_by_code(work, code)
    if found is None:
        raise NotFoundError
    stream = await work.load(CLASS, found.class_id, must_exist=True)
    work.record(stream, decide(stream.state, command))
    return stream
