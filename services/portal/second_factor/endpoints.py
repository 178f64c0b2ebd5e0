from fastapi import Request, Response

from services.portal.account.proving import prove_by_login
from services.portal.second_factor import handlers
from services.portal.second_factor.schemas import CodeBody, EnrolmentAnswer, FactorReset, ProofBody, RecoveryCodes
from shared.values.errors import DomainError
from shared.values.ids import Id
from shared.web.routing import Command, OwnCommand, Transactions, allowed, public, refusal, router

routes = router()


@routes.post("/v1/second-factors", status_code=201, response_model=EnrolmentAnswer, dependencies=[public()])
async def begin(body: ProofBody, request: Request, caller: Transactions) -> EnrolmentAnswer | Response:
    """A new secret for whoever shows login and password; 409 where a second factor is in use."""
    async with caller.begin_own() as work:
        account = await prove_by_login(work, body.login, body.password, _address(request))
        made = account if isinstance(account, DomainError) else await handlers.begin_enrolment(work, account)
    if isinstance(made, DomainError):
        return refusal(made)
    return EnrolmentAnswer(secret=made.secret, address=made.address)


@routes.post("/v1/second-factors/confirmation", status_code=201, response_model=RecoveryCodes, dependencies=[public()])
async def confirm(body: CodeBody, request: Request, work: OwnCommand) -> RecoveryCodes | Response:
    """Takes the second factor into use. Wrong codes count as wrong passwords do. The same key gives the same codes."""
    account = await prove_by_login(work, body.login, body.password, _address(request))
    done = account if isinstance(account, DomainError) else await handlers.confirm_enrolment(work, account, body.code)
    return refusal(done) if isinstance(done, DomainError) else RecoveryCodes(recovery_codes=done)


@routes.post("/v1/second-factors/removal", status_code=204, response_model=None, dependencies=[public()])
async def remove(body: CodeBody, request: Request, work: OwnCommand) -> Response | None:
    """Takes one's own second factor away; where the policy asks for one, the next sign-in asks for a new one."""
    account = await prove_by_login(work, body.login, body.password, _address(request))
    refused = account if isinstance(account, DomainError) else await handlers.remove_own(work, account, body.code)
    return refusal(refused) if isinstance(refused, DomainError) else None


@routes.post(
    "/v1/staff/{staff_id}/second-factor-resets",
    status_code=201,
    dependencies=[allowed("portal.account.change")],
)
async def reset(staff_id: Id, work: Command) -> FactorReset:
    """Takes away the second factor of somebody who lost it, and signs them out everywhere."""
    await handlers.reset(work, staff_id)
    return FactorReset(staff_id=staff_id)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
