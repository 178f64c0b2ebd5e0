"""Templates: the list, one with its words and versions, and the form of the next version."""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import Form, Path, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.drafting.beginning import tree_of
from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.drafting.seen import Standards, TemplateRow, Templates, Type, Types
from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.library.forms import (
    KINDS,
    RISKS,
    fields_of_template,
    numbers_in,
    places_of,
    template_body,
)
from services.portal.pages.library.seen import TemplateVersion, TemplateVersions
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READS, WRITES = "contract.template.read", "contract.template.publish"
LARGEST: Final = 4 * 2**20
STATES: Final = ("draft", "in_review", "published", "retired")
LINES: Final = 100
Key = Annotated[str, Form(max_length=100)]
At = Annotated[int, Form(ge=1)]


@routes.get("/library", dependencies=[allowed(READS)])
async def entrance(visit: Visiting) -> Response:  # noqa: ARG001 - a page like any other
    return RedirectResponse("/library/templates", status_code=303)


@routes.get("/library/templates", dependencies=[allowed(READS)])
async def index(
    visit: Visiting,
    state: Annotated[Literal["", "draft", "in_review", "published", "retired"], Query()] = "",
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    asked = {"state": state, "cursor": cursor, "limit": LINES}
    found, types = await asyncio.gather(
        visit.asking.ask("contract", "/v1/templates", Templates, asked),
        visit.asking.ask_whole("contract", "/v1/types", Types, "items"),
    )
    names = {one.type_id: one.name for one in types.value.items} if types.value else {}
    template = "library/template_lines.html" if visit.fragment else "library/templates.html"
    return page(visit, template, found=found, types=names, state=state, states=STATES)


@routes.get("/library/templates/new", dependencies=[allowed(WRITES)])
async def new(visit: Visiting) -> Response:
    return await _form(visit, "", {"language": "zh"})


@routes.post("/library/templates/new", dependencies=[allowed(WRITES), upload(LARGEST)])
async def make(visit: Visiting) -> Response:
    fields = sent(await visit.request.form())
    told = await visit.asking.tell("contract", "/v1/templates", template_body(fields), key=fields.get("key", ""))
    return await _made(visit, "", fields, told)


@routes.get("/library/templates/{template_id}", dependencies=[allowed(READS)])
async def show(template_id: Id, visit: Visiting) -> Response:
    return await _one(visit, template_id, 0)


@routes.get("/library/templates/{template_id}/versions/{version}", dependencies=[allowed(READS)])
async def show_version(template_id: Id, version: Annotated[int, Path(ge=1)], visit: Visiting) -> Response:
    return await _one(visit, template_id, version)


@routes.get("/library/templates/{template_id}/words", dependencies=[allowed(READS)])
async def show_words(template_id: Id, visit: Visiting) -> Response:
    """The words last drafted, as a part of the decision on them."""
    one, said = await _newest(visit, template_id)
    passages = [(f"{words.clause} {words.title}", words.risk, words.text) for words in said.clauses]
    place = f"/library/templates/{one.template_id}"
    return page(visit, "library/words.html", name=said.name, place=place, passages=passages)


@routes.get("/library/templates/{template_id}/edit", dependencies=[allowed(WRITES)])
async def edit(template_id: Id, visit: Visiting) -> Response:
    one, said = await _newest(visit, template_id)
    return await _form(visit, template_id, {**fields_of_template(said), "version": str(one.version)})


@routes.post("/library/templates/{template_id}/edit", dependencies=[allowed(WRITES), upload(LARGEST)])
async def save(template_id: Id, visit: Visiting) -> Response:
    """Drafts the next version on the one that was read; contracts drafted before keep the words they have."""
    fields = sent(await visit.request.form())
    one, said = await _newest(visit, template_id)
    body: dict[str, Any] = {**template_body(fields), "mode": said.mode, "variant_of": said.variant_of}
    read, path = fields.get("version", ""), f"/v1/templates/{one.template_id}"
    told = await visit.asking.tell(
        "contract",
        path,
        body,
        key=fields.get("key", ""),
        method="PUT",
        version=int(read) if read.isdigit() else 0,
    )
    return await _made(visit, template_id, fields, told)


@routes.post("/library/templates/{template_id}/submission", dependencies=[allowed(WRITES)])
async def submit(template_id: Id, visit: Visiting, key: Key, version: At) -> Response:
    path = f"/v1/templates/{template_id}/submission"
    return await _after(visit, template_id, await visit.asking.tell("contract", path, {}, key=key, version=version))


@routes.post("/library/templates/{template_id}/retirement", dependencies=[allowed(WRITES)])
async def retire(
    template_id: Id, visit: Visiting, key: Key, version: At, reason: Annotated[str, Form(max_length=4000)]
) -> Response:
    path, body = f"/v1/templates/{template_id}/retirement", {"reason": reason.strip()}
    return await _after(visit, template_id, await visit.asking.tell("contract", path, body, key=key, version=version))


async def _newest(visit: Visit, template_id: str) -> tuple[TemplateRow, TemplateVersion]:
    path = f"/v1/templates/{template_id}"
    one = await visit.asking.ask("contract", path, TemplateRow)
    if one.value is None:
        raise NotFoundError
    said = await visit.asking.ask("contract", f"{path}/versions/{one.value.newest}", TemplateVersion)
    if said.value is None:
        raise NotFoundError
    return one.value, said.value


async def _after(visit: Visit, template_id: str, told: Told) -> Response:
    if not told.done:
        return await _one(visit, template_id, 0, told.why, told.status)
    return RedirectResponse(f"/library/templates/{template_id}", status_code=303)


async def _made(visit: Visit, template_id: str, fields: Fields, told: Told) -> Response:
    if told.done:
        return RedirectResponse(f"/library/templates/{told.body['template_id']}", status_code=303)
    places = places_of(fields, "clause", "clauses") | places_of(fields, "variable", "variables")
    wrong = Said(places=places).wrong(told.body.get("errors"))
    return await _form(visit, template_id, fields, wrong, told.why, told.status)


async def _one(visit: Visit, template_id: str, version: int, why: str = "", status: int = 200) -> Response:
    ask, path = visit.asking.ask, f"/v1/templates/{template_id}"
    one, versions = await asyncio.gather(
        ask("contract", path, TemplateRow), ask("contract", f"{path}/versions", TemplateVersions, {"limit": LINES})
    )
    if one.state == "none":
        raise NotFoundError
    number = version or (one.value.newest if one.value else 1)
    type_id = one.value.type_id if one.value else ""
    said, kind = await asyncio.gather(
        ask("contract", f"{path}/versions/{number}", TemplateVersion), ask("contract", f"/v1/types/{type_id}", Type)
    )
    if said.state == "none":
        raise NotFoundError
    return page(visit, "library/template.html", status, one=one, versions=versions, said=said, kind=kind, why=why)


async def _form(
    visit: Visit,
    template_id: str,
    fields: Fields,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    types, library = await asyncio.gather(
        visit.asking.ask_whole("contract", "/v1/types", Types, "items"),
        visit.asking.ask_whole("contract", "/v1/clauses", Standards, "items"),
    )
    laid_down = types.value.items if types.value else []
    return page(
        visit,
        "library/template_form.html",
        status,
        template_id=template_id,
        fields=fields,
        wrong=wrong or {},
        why=why,
        types=[(one.type_id, "\u2003" * depth + one.name) for depth, one in tree_of(laid_down)],
        library=[one for one in library.value.items if one.approved and not one.retired] if library.value else [],
        kinds=[(kind, kind) for kind in KINDS],
        risks=RISKS,
        row_numbers=numbers_in,
    )
