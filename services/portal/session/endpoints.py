from fastapi import Request, Response

from services.portal.session import handlers
from services.portal.session.schemas import SignedInAnswer, SignInBody, SignOutBody
from shared.values.errors import DomainError
from shared.web.routing import Transactions, public, refusal, router

routes = router()


@routes.post("/v1/sessions", status_code=201, response_model=SignedInAnswer, dependencies=[public()], name="sign_in")
async def sign_in(body: SignInBody, request: Request, caller: Transactions) -> SignedInAnswer | Response:
    """Signs in with login and password; with `new_password` also changes it. Five failures lock for 15 minutes."""
    address = request.client.host if request.client else ""
    async with caller.begin_own() as work:
        outcome = await handlers.sign_in(work, body.login, body.password, body.new_password, address)
    if isinstance(outcome, DomainError):
        return refusal(outcome)
    return SignedInAnswer(session=outcome.session, staff_id=outcome.staff_id)


@routes.post("/v1/sign-outs", status_code=204, dependencies=[public()])
async def sign_out(body: SignOutBody, caller: Transactions) -> None:
    """Ends the session, or every session of whoever has it."""
    async with caller.begin_own() as work:
        await handlers.sign_out(work, body.session, everywhere=body.everywhere)
