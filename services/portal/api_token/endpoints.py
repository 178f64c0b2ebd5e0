from services.portal.api_token import handlers, queries
from services.portal.api_token.schemas import ApiTokenAnswers, ApiTokenBody, ApiTokenMade, ApiTokenRevoked
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, router

routes = router()


@routes.post("/v1/api-tokens", status_code=201, dependencies=[allowed("portal.api_token.make")])
async def make(body: ApiTokenBody, work: Command) -> ApiTokenMade:
    """Makes a token for a service or partner, with scopes on a unit and below, to the end of a day."""
    token_id, text = await handlers.make_token(work, body)
    return ApiTokenMade(token_id=token_id, api_token=text)


@routes.get("/v1/api-tokens", dependencies=[allowed("portal.api_token.read")])
async def index(work: Query, page: Page) -> ApiTokenAnswers:
    """The API tokens for units that the caller sees, the newest first."""
    return ApiTokenAnswers(api_tokens=await queries.token_page(work, page))


@routes.post("/v1/api-tokens/{token_id}/revocation", status_code=201, dependencies=[allowed("portal.api_token.revoke")])
async def revoke(token_id: Id, work: Command) -> ApiTokenRevoked:
    """Ends a token at once, in every service."""
    await handlers.revoke_token(work, token_id)
    return ApiTokenRevoked(token_id=token_id)
