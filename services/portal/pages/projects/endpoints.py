"""Construction projects: what they cost so far, the assets they became, and each step of theirs."""

import asyncio
from typing import Annotated, Final

from fastapi import Path, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.assets.classes import class_names
from services.portal.pages.assets.seen import Cards
from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.doing.answering import Place, asked, carried_out, doing_of, sent_to
from services.portal.pages.doing.doing import Begun
from services.portal.pages.drafting.fields import sent
from services.portal.pages.frame.money import CURRENCIES
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.projects.doings import DOINGS, KINDS, OPEN_WHEN, OPENING, STAGES
from services.portal.pages.projects.seen import Detail, Projects
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

SEES: Final = "asset.project.read"
AT: Final = "/assets/projects"
ROOM: Final = (AT, N_("Construction projects"))
CHANGED: Final = "project-changed"
LINES: Final = 50
NEW: Final = Place(f"{AT}/new", AT, "", ROOM, CHANGED)
Name = Annotated[str, Path(pattern="^[a-z-]{1,30}$")]


@routes.get(AT, dependencies=[allowed(SEES)])
async def index(visit: Visiting, cursor: Annotated[str, Query(max_length=500)] = "") -> Response:
    found = await visit.asking.ask("asset", "/v1/projects", Projects, {"cursor": cursor, "limit": LINES})
    shown = found.value.projects if found.value else []
    units, contracts = await asyncio.gather(
        units_of(visit, [one.unit_id for one in shown]),
        contracts_named(visit, [one.contract_id or "" for one in shown]),
    )
    template = "projects/lines.html" if visit.fragment else "projects/list.html"
    return page(visit, template, found=found, units=units, contracts=contracts, stages=STAGES)


@routes.get(f"{AT}/new", dependencies=[allowed(OPENING.permission)])
async def new(visit: Visiting) -> Response:
    return asked(visit, OPENING, await _blank(visit), NEW)


@routes.post(f"{AT}/new", dependencies=[allowed(OPENING.permission)])
async def open_project(visit: Visiting) -> Response:
    """Opens it, and shows it."""
    fields = sent(await visit.request.form())
    told, refused = await sent_to(visit, OPENING, Begun(), OPENING.path, fields)
    if told.done:
        return RedirectResponse(f"{AT}/{told.body['project_id']}", status_code=303)
    return asked(visit, OPENING, await _blank(visit, fields.get("unit_id", "")), NEW, refused)


@routes.get(f"{AT}/{{project_id}}", dependencies=[allowed(SEES)])
async def show(project_id: Id, visit: Visiting) -> Response:
    """One project with every cost it gathered and what it became."""
    project, assets = await asyncio.gather(
        _project(visit, project_id), visit.asking.ask("asset", "/v1/assets", Cards, {"project_id": project_id})
    )
    units, contracts, suppliers = await asyncio.gather(
        units_of(visit, [project.unit_id]),
        contracts_named(visit, [project.contract_id or "", *(one.contract_id or "" for one in project.costs)]),
        customers_named(visit, [one.supplier_id or "" for one in project.costs]),
    )
    deeds = [
        name for name in OPEN_WHEN.get(project.stage, ()) if visit.may_on(DOINGS[name].permission, project.unit_id)
    ]
    return page(
        visit,
        "projects/one.html",
        project=project,
        assets=assets,
        units=units,
        contracts=contracts,
        suppliers=suppliers,
        stages=STAGES,
        kinds=KINDS,
        deeds=[(name, DOINGS[name]) for name in deeds],
    )


@routes.get(f"{AT}/{{project_id}}/deeds/{{name}}", dependencies=[allowed(SEES)])
async def ask(project_id: Id, name: Name, visit: Visiting) -> Response:
    doing = doing_of(visit, DOINGS, name)
    project = await _project(visit, project_id)
    return asked(visit, doing, await _begun(visit, project), _place(project, name))


@routes.post(f"{AT}/{{project_id}}/deeds/{{name}}", dependencies=[allowed(SEES)])
async def do(project_id: Id, name: Name, visit: Visiting) -> Response:
    """Sends it; a second click of the same form is the same deed."""
    doing = doing_of(visit, DOINGS, name)
    project = await _project(visit, project_id)
    begun, place = await _begun(visit, project), _place(project, name)
    return await carried_out(visit, doing, begun, place, doing.path.format(project_id=project_id))


async def _begun(visit: Visit, project: Detail) -> Begun:
    """Sums are of the project's currency, classes those that there are."""
    classes = await class_names(visit)
    money = {f"{name}-currency": project.booked.currency for name in ("amount", "estimate", "actual")}
    return Begun(money, options={"assets": [(code, f"{name} {code}") for code, name in classes.items()]})


async def _blank(visit: Visit, unit_id: str = "") -> Begun:
    return Begun(called=await units_of(visit, [unit_id]), options={"currency": [*CURRENCIES]})


def _place(project: Detail, name: str) -> Place:
    back = f"{AT}/{project.project_id}"
    return Place(f"{back}/deeds/{name}", back, project.name, ROOM, CHANGED)


async def _project(visit: Visit, project_id: str) -> Detail:
    found = await visit.asking.ask("asset", f"/v1/projects/{project_id}", Detail)
    if found.value is None:
        raise NotFoundError
    return found.value
