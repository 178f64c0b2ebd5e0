from datetime import timedelta
from typing import Annotated

from fastapi import Query as QueryParameter
from fastapi import Request, Response

from services.portal.account.passwords import one_time_password
from services.portal.session import handlers, queries
from services.portal.session.schemas import (
    AccountAnswers,
    PasswordReset,
    SessionAnswers,
    SignedInAnswer,
    SignedOut,
    SignInBody,
    SignOutBody,
    SignOutOfBody,
)
from shared.values.errors import DomainError
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, Transactions, allowed, public, refusal, router

routes = router()


@routes.post("/v1/sessions", status_code=201, response_model=SignedInAnswer, dependencies=[public()], name="sign_in")
async def sign_in(body: SignInBody, request: Request, caller: Transactions) -> SignedInAnswer | Response:
    """Signs in with login and password, and `code` where there is a second factor; with `new_password` also changes
    the password. Five failures, of passwords or codes, lock for 15 minutes.
    """
    address = request.client.host if request.client else ""
    policy = caller.running.settings.second_factor_policy
    async with caller.begin_own() as work:
        outcome = await handlers.sign_in(work, body.login, body.password, address, policy, body.new_password, body.code)
    if isinstance(outcome, handlers.Waiting):
        return refusal(outcome.error)
    if isinstance(outcome, DomainError):
        return refusal(outcome)
    return SignedInAnswer(session=outcome.session, staff_id=outcome.staff_id)


@routes.post("/v1/sign-outs", status_code=204, dependencies=[public()])
async def sign_out(body: SignOutBody, caller: Transactions) -> None:
    """Ends the session, or every session of whoever has it."""
    async with caller.begin_own() as work:
        await handlers.sign_out(work, body.session, everywhere=body.everywhere)


@routes.get("/v1/accounts", dependencies=[allowed("portal.account.read")])
async def accounts(
    work: Query,
    page: Page,
    unused_days: Annotated[int, QueryParameter(ge=0, le=3650, description="Not used for as many days")] = 0,
) -> AccountAnswers:
    """The accounts of those who work in the units that the caller sees; of leavers there are none."""
    before = work.context.now - timedelta(days=unused_days) if unused_days else None
    return AccountAnswers(accounts=await queries.account_page(work, page, before))


@routes.get("/v1/sessions", dependencies=[allowed("portal.account.read")])
async def sessions(work: Query, page: Page, staff_id: Annotated[Id | None, QueryParameter()] = None) -> SessionAnswers:
    """The open sessions of those who work in the units that the caller sees, the newest first."""
    return SessionAnswers(sessions=await queries.session_page(work, page, staff_id))


@routes.post("/v1/staff/{staff_id}/password-resets", status_code=201, dependencies=[allowed("portal.account.change")])
async def reset_password(staff_id: Id, work: Command) -> PasswordReset:
    """Gives somebody a new one-time password, unlocks the account and signs them out everywhere."""
    made = one_time_password()
    await handlers.reset_password(work, staff_id, made)
    return PasswordReset(staff_id=staff_id, one_time_password=made)


@routes.post("/v1/staff/{staff_id}/sign-outs", status_code=201, dependencies=[allowed("portal.account.change")])
async def sign_out_of(staff_id: Id, body: SignOutOfBody, work: Command) -> SignedOut:
    """Ends one session of somebody, or all; every service knows within two seconds."""
    await handlers.sign_out_of(work, staff_id, body.session_id)
    return SignedOut(staff_id=staff_id)
