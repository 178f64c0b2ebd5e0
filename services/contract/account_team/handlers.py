"""Account teams: named by whoever keeps the master contract."""

from datetime import date

from services.contract.account_team.aggregate import TEAM, JoinTeam, LeaveTeam, Team, decide
from services.contract.account_team.events import Function, TeamJoined
from services.contract.master.aggregate import MASTER
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.known import require_people


async def join(work: Work, fact: TeamJoined) -> Stream[Team]:
    """Somebody looks after the account in a region."""
    master = await work.load(MASTER, fact.master_id, must_exist=True)
    await require_people(work, {"/staff_id": fact.staff_id})
    team = await work.load(TEAM, fact.master_id, key=master.key, unit=master.unit)
    work.record(team, decide(team.state, JoinTeam(fact)))
    return team


async def leave(work: Work, master_id: str, staff_id: str, region: str, function: Function, on: date) -> Stream[Team]:
    """They do so no longer."""
    team = await work.load(TEAM, master_id, must_exist=True)
    work.record(team, decide(team.state, LeaveTeam(staff_id, region, function, on)))
    return team
