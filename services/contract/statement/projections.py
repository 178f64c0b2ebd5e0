from collections.abc import Iterable

from sqlalchemy import Executable, insert, update

from services.contract.statement.events import LineMatched, StatementTaken
from services.contract.statement.tables import line_matches, statements
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("statements", tables=[statements, line_matches])


@projection.on(StatementTaken)
def take(r: Recorded[StatementTaken]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"hash"})
    yield insert(statements).values(**said, unit_id=r.unit, matched=0, version=r.version)


@projection.on(LineMatched)
def match_line(r: Recorded[LineMatched]) -> Iterable[Executable]:
    event = r.event
    yield insert(line_matches).values(
        statement_id=event.statement_id,
        line=event.line,
        unit_id=r.unit,
        payment_id=event.payment_id,
        counterparty_id=event.counterparty_id,
        by_rule=event.by_rule,
    )
    same = statements.c.statement_id == event.statement_id
    yield update(statements).where(same).values(matched=statements.c.matched + 1, version=r.version)
