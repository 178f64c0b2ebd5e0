from services.portal.office import handlers
from services.portal.office.schemas import OfficesAnswer, OfficesSeparatedAnswer, SeparationBody
from services.portal.role.offices import OF_ROLES
from services.portal.separation.queries import holders_of_role, separated_on
from shared.web.routing import Command, Query, allowed, router

routes = router()


@routes.get("/v1/offices", dependencies=[allowed("portal.role.read")])
async def show(work: Query) -> OfficesAnswer:
    """Whether the offices of administration are held by separate persons, and by whom."""
    holders = {role: await holders_of_role(work, role) for role in OF_ROLES}
    return OfficesAnswer(separated_on=await separated_on(work), holders=holders)


@routes.post("/v1/offices/separation", status_code=201, dependencies=[allowed("portal.office.separate")])
async def separate(body: SeparationBody, work: Command) -> OfficesSeparatedAnswer:
    """Gives each office to a person of its own, for good: nobody holds all of them from then on."""
    gave_up, version = await handlers.separate_offices(work, body.to_command(work.context.today))
    return OfficesSeparatedAnswer(gave_up=gave_up, version=version)
