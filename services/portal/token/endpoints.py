from datetime import timedelta
from typing import Any

from services.portal.api_token.handlers import subject_of_token
from services.portal.token import handlers
from services.portal.token.schemas import TokenAnswer, TokenBody
from shared.security.tokens import LIFETIME
from shared.values.errors import InvalidFieldError
from shared.web.routing import Here, Transactions, public, router

routes = router()


@routes.post("/v1/tokens", status_code=201, dependencies=[public()])
async def issue(body: TokenBody, running: Here, caller: Transactions) -> TokenAnswer:
    """A token of five minutes for one service."""
    if body.audience not in handlers.AUDIENCES:
        raise InvalidFieldError("/audience", "There is no such service.")
    issuer = handlers.issuer_of(running.settings)
    expires_at = running.store.clock.now() + timedelta(seconds=LIFETIME)
    if body.session is not None:
        async with caller.begin_own() as work:
            token = await handlers.token_for_session(work, issuer, body.session, body.audience)
    elif body.api_token is not None:
        async with caller.begin_own() as work:
            subject, session = await subject_of_token(work, body.api_token)
        token = issuer.token(subject, body.audience, session=session)
    else:
        token = handlers.token_for_client(running.settings, issuer, body.client or "", body.secret or "", body.audience)
    return TokenAnswer(token=token, expires_at=expires_at)


@routes.get("/.well-known/jwks.json", include_in_schema=False, dependencies=[public()])
async def jwks(running: Here) -> dict[str, Any]:
    """The keys that tokens are verified with."""
    return handlers.issuer_of(running.settings).jwks
