from collections.abc import Iterable

from sqlalchemy import Executable, func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.comment.events import CommentMade, CommentResolved
from services.contract.comment.tables import comments
from services.contract.contract.tables import contracts
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("contract_comments", tables=[comments])


@projection.on(CommentMade)
def make(r: Recorded[CommentMade]) -> Iterable[Executable]:
    event = r.event
    of_contract = select(contracts.c.unit_id).where(contracts.c.contract_id == event.contract_id).scalar_subquery()
    unit = func.coalesce(of_contract, r.unit)
    said = event.model_dump(exclude={"words"})
    yield insert(comments).values(
        **said,
        unit_id=unit,
        made_by=r.actor,
        made_at=r.recorded_at,
        resolved=False,
        sealed=r.sealed,
        version=r.version,
    )


@projection.on(CommentResolved)
def resolve(r: Recorded[CommentResolved]) -> Iterable[Executable]:
    row = update(comments).where(comments.c.comment_id == r.event.comment_id)
    yield row.values(resolved=True, version=r.version)
