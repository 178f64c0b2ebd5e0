from services.portal.company import handlers
from services.portal.company.schemas import CompanyTypeAnswer, CompanyTypeBody, CompanyTypeMade
from shared.web.routing import Command, Query, allowed, router

routes = router()


@routes.get("/v1/company-type", dependencies=[allowed("portal.unit.read")])
async def show(work: Query) -> CompanyTypeAnswer:
    """Few or many customers, standard or custom work."""
    company = await handlers.chosen_type(work)
    return CompanyTypeAnswer(customers=company.customers, offer=company.offer)


@routes.post("/v1/company-type", status_code=201, dependencies=[allowed("portal.unit.change")])
async def choose(body: CompanyTypeBody, work: Command) -> CompanyTypeMade:
    """Chooses what kind of company this is; the defaults that go with it are laid down by the first steps."""
    return CompanyTypeMade(version=await handlers.choose_type(work, body.customers, body.offer))
