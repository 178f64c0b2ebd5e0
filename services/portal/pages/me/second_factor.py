"""Setting up and taking away one's own second factor. Each time the password is shown again: a browser may be left."""

from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.account.proving import prove_again, proven_before
from services.portal.pages.frame import cookies
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.me.shown import own_page
from services.portal.second_factor.handlers import begin_enrolment, confirm_enrolment, enrolment_of, remove_own
from shared.values.errors import DomainError

routes = page_router()

Words = Annotated[str, Form(max_length=200)]


@routes.post("/me/second-factor")
async def begin(visit: Visiting, request: Request, password: Words) -> Response:
    """A new secret as a picture, until its first code is given."""
    async with visit.running.begin() as work:
        account = await prove_again(work, visit.staff_id, password, _from(request))
        made = account if isinstance(account, DomainError) else await begin_enrolment(work, account)
    if isinstance(account, DomainError) or isinstance(made, DomainError):
        return await own_page(visit, wrong="password", status=401)
    answer = await own_page(visit, enrolment=made)
    cookies.keep_proof(answer, request, visit.running.settings, visit.staff_id, account.mark)
    return answer


@routes.post("/me/second-factor/confirmation")
async def confirm(visit: Visiting, request: Request, code: Words) -> Response:
    """Takes it into use, and shows the recovery codes once."""
    staff_id, mark = cookies.proof_in(request, visit.running.settings)
    async with visit.running.begin() as work:
        account = await proven_before(work, staff_id, mark, _from(request))
        if isinstance(account, DomainError) or staff_id != visit.staff_id:
            return await own_page(visit, wrong="password", status=401)
        made = await confirm_enrolment(work, account, code)
        again = await enrolment_of(work, account) if isinstance(made, DomainError) else None
    if isinstance(made, DomainError):
        return await own_page(visit, enrolment=again, wrong="code", status=401)
    answer = await own_page(visit, codes=made)
    cookies.forget_proof(answer)
    return answer


@routes.post("/me/second-factor/removal")
async def remove(visit: Visiting, request: Request, password: Words, code: Words) -> Response:
    """Takes it away: with the password and one more code."""
    async with visit.running.begin() as work:
        account = await prove_again(work, visit.staff_id, password, _from(request))
        refused = account if isinstance(account, DomainError) else await remove_own(work, account, code)
    if isinstance(refused, DomainError):
        return await own_page(visit, wrong="password" if refused is account else "code", status=401)
    return RedirectResponse("/me", status_code=303)


def _from(request: Request) -> str:
    return request.client.host if request.client else ""
