from collections.abc import Iterable

from sqlalchemy import Executable, delete
from sqlalchemy.dialects.postgresql import insert

from services.contract.account_team.events import TeamJoined, TeamLeft
from services.contract.account_team.tables import account_team
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("account_team", tables=[account_team])


@projection.on(TeamJoined)
def join(r: Recorded[TeamJoined]) -> Iterable[Executable]:
    event = r.event
    row = insert(account_team).values(
        master_id=event.master_id,
        staff_id=event.staff_id,
        region=event.region,
        function=event.function,
        unit_id=r.unit,
        countries=list(event.countries),
        since=event.effective_on,
    )
    changed = {"countries": row.excluded.countries, "since": row.excluded.since}
    yield row.on_conflict_do_update(index_elements=list(account_team.primary_key), set_=changed)


@projection.on(TeamLeft)
def leave(r: Recorded[TeamLeft]) -> Iterable[Executable]:
    event = r.event
    yield delete(account_team).where(
        account_team.c.master_id == event.master_id,
        account_team.c.staff_id == event.staff_id,
        account_team.c.region == event.region,
        account_team.c.function == event.function,
    )
