"""Plans of quality control: found by grade and specification, laid down, and laid down anew."""

from typing import Annotated, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.drafting.fields import Fields, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.quality.fields import KINDS, fields_of_plan, plan_body, row_numbers
from services.portal.pages.quality.seen import Plan, Plans
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS, SPECIFIES = "contract.order.read", "contract.order.specify"
AT: Final = "/orders/plans"
LINES: Final = 50
PATIENCE: Final = 10.0
Text = Annotated[str, Query(max_length=200)]
Cursor = Annotated[str, Query(max_length=1000)]
Key = Annotated[str, Form(max_length=100)]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, grade: Text = "", specification: Text = "", cursor: Cursor = "") -> Response:
    asked = {"grade": grade.strip(), "specification": specification.strip(), "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/quality-plans", Plans, asked)
    template = "quality/plan_lines.html" if visit.fragment else "quality/plans.html"
    return page(visit, template, found=found, grade=grade, specification=specification)


@routes.get(f"{AT}/new", dependencies=[allowed(SPECIFIES)])
async def new(visit: Visiting) -> Response:
    return _form(visit, "", {})


@routes.post(f"{AT}/new", dependencies=[allowed(SPECIFIES)])
async def lay_down(visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    said = plan_body(fields)
    told = await visit.asking.tell("contract", "/v1/quality-plans", said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{told.body['plan_id']}", status_code=303)
    return _form(visit, "", fields, said.wrong(told.body.get("errors")), told.why, told.status)


@routes.get(f"{AT}/{{plan_id}}", dependencies=[allowed(READS)])
async def show(plan_id: Id, visit: Visiting) -> Response:
    return page(visit, "quality/plan.html", plan_id=plan_id, found=await _plan(visit, plan_id))


@routes.get(f"{AT}/{{plan_id}}/edit", dependencies=[allowed(SPECIFIES)])
async def edit(plan_id: Id, visit: Visiting) -> Response:
    found = await _plan(visit, plan_id)
    return _form(visit, plan_id, fields_of_plan(found) if found else {})


@routes.post(f"{AT}/{{plan_id}}/edit", dependencies=[allowed(SPECIFIES)])
async def save(plan_id: Id, visit: Visiting, key: Key, version: Annotated[int, Form(ge=1)]) -> Response:
    """Says all of it anew, on the version that was read; orders that chose it keep what it said then."""
    fields = sent(await visit.request.form())
    said, path = plan_body(fields), f"/v1/quality-plans/{plan_id}"
    told = await visit.asking.tell(
        "contract", path, said.body, key=key, method="PUT", version=version, seconds=PATIENCE
    )
    if told.done:
        return RedirectResponse(f"{AT}/{plan_id}", status_code=303)
    return _form(visit, plan_id, fields, said.wrong(told.body.get("errors")), told.why, told.status)


async def _plan(visit: Visit, plan_id: str) -> Plan | None:
    """None while the contract service is away."""
    found = await visit.asking.ask("contract", f"/v1/quality-plans/{plan_id}", Plan)
    if found.state == "none":
        raise NotFoundError
    return found.value


def _form(
    visit: Visit,
    plan_id: str,
    fields: Fields,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    return page(
        visit,
        "quality/plan_form.html",
        status,
        plan_id=plan_id,
        fields=fields,
        kinds=KINDS,
        wrong=wrong or {},
        why=why,
        row_numbers=row_numbers,
    )
