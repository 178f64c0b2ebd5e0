from sqlalchemy import literal, select

from services.contract.account_team import handlers
from services.contract.account_team.schemas import LeavingBody, MemberAnswer, MemberBody, MemberList, TeamKept
from services.contract.account_team.tables import account_team
from shared.security.visibility import visible
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
KEEP = [allowed("contract.account_team.keep")]


@routes.post("/v1/contracts/{contract_id}/account-team", status_code=201, dependencies=KEEP)
async def join(contract_id: Id, body: MemberBody, work: Command) -> TeamKept:
    """Names somebody who looks after a key account in a region."""
    team = await handlers.join(work, body.fact(contract_id, work.context.today))
    return TeamKept(master_id=contract_id, version=team.version)


@routes.post("/v1/contracts/{contract_id}/account-team/leaving", status_code=201, dependencies=KEEP)
async def leave(contract_id: Id, body: LeavingBody, work: Command) -> TeamKept:
    """Somebody looks after the account in a region no longer."""
    on = body.effective_on or work.context.today
    team = await handlers.leave(work, contract_id, body.staff_id, body.region, body.function, on)
    return TeamKept(master_id=contract_id, version=team.version)


@routes.get("/v1/contracts/{contract_id}/account-team", dependencies=[allowed("contract.contract.read")])
async def list_members(contract_id: Id, work: Query, page: Page) -> MemberList:
    """Who looks after a key account now, region by region."""
    seen = visible(account_team.c.unit_id, literal("contract-").concat(account_team.c.master_id))
    chosen = select(account_team).where(account_team.c.master_id == contract_id, seen)
    keys = [account_team.c.region, account_team.c.function, account_team.c.staff_id]
    rows = await page_of(work, chosen, keys, page)
    return MemberList(items=[MemberAnswer(**{name: row[name] for name in MemberAnswer.model_fields}) for row in rows])
