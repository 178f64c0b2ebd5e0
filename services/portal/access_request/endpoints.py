from services.portal.access_request import handlers, queries
from services.portal.access_request.schemas import (
    AccessRequestAnswer,
    AccessRequestAnswers,
    AccessRequestBody,
    AccessRequestMade,
)
from shared.approvals.endpoints import approval_routes
from shared.approvals.handlers import Approvals
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, router

routes = router()
APPROVALS = Approvals("portal", handlers.round_closed)
approvals = approval_routes(APPROVALS)


@routes.post("/v1/access-requests", status_code=201, dependencies=[allowed("portal.access.ask")])
async def ask(body: AccessRequestBody, work: Command) -> AccessRequestMade:
    """Asks for access in one's own name. Who decides for the unit agrees or not; nobody decides on their own."""
    request_id, version = await handlers.ask_access(work, work.context.actor, body.to_command())
    return AccessRequestMade(request_id=request_id, version=version)


@routes.get("/v1/access-requests", dependencies=[allowed("portal.access.ask")])
async def index(work: Query, page: Page) -> AccessRequestAnswers:
    """One's own requests, the latest first. What waits for one's decision is in `/v1/approvals?mine`."""
    return AccessRequestAnswers(access_requests=await queries.own_page(work, page, work.context.actor))


@routes.get("/v1/access-requests/{request_id}", dependencies=[allowed("portal.approval.read")])
async def show(request_id: Id, work: Query) -> AccessRequestAnswer:
    """One request, for who decides on it."""
    return await queries.one(work, request_id)


@routes.post(
    "/v1/access-requests/{request_id}/withdrawal", status_code=201, dependencies=[allowed("portal.access.ask")]
)
async def withdraw(request_id: Id, work: Command) -> AccessRequestMade:
    """Takes one's own request back before it is decided."""
    version = await handlers.withdraw(work, work.context.actor, request_id)
    return AccessRequestMade(request_id=request_id, version=version)
