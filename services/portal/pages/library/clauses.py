"""The library of standard clauses: the list, one with its versions, and the form of the next version."""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import Form, Path, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.drafting.seen import Standard, Standards
from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.library.forms import (
    KINDS,
    LANGUAGES,
    RISKS,
    clause_body,
    fields_of_clause,
    numbers_in,
    places_of,
)
from services.portal.pages.library.seen import ClauseRows, ClauseVersion
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READS, WRITES = "contract.clause.read", "contract.clause.draft"
LARGEST: Final = 4 * 2**20
STATES: Final = ("draft", "in_review", "approved", "retired")
LINES: Final = 100
Key = Annotated[str, Form(max_length=100)]
At = Annotated[int, Form(ge=1)]


@routes.get("/library/clauses", dependencies=[allowed(READS)])
async def index(
    visit: Visiting,
    state: Annotated[Literal["", "draft", "in_review", "approved", "retired"], Query()] = "",
    risk: Annotated[Literal["", "low", "medium", "high"], Query()] = "",
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    asked = {"state": state, "risk": risk, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/clauses", Standards, asked)
    template = "library/clause_lines.html" if visit.fragment else "library/clauses.html"
    return page(visit, template, found=found, state=state, risk=risk, states=STATES, risks=RISKS)


@routes.get("/library/clauses/new", dependencies=[allowed(WRITES)])
async def new(visit: Visiting) -> Response:
    return await _form(visit, "", {"risk": "low"})


@routes.post("/library/clauses/new", dependencies=[allowed(WRITES), upload(LARGEST)])
async def make(visit: Visiting) -> Response:
    fields = sent(await visit.request.form())
    body = clause_body(fields)
    told = await visit.asking.tell("contract", "/v1/clauses", body, key=fields.get("key", ""))
    return await _made(visit, "", fields, body, told)


@routes.get("/library/clauses/{clause_id}", dependencies=[allowed(READS)])
async def show(clause_id: Id, visit: Visiting) -> Response:
    return await _one(visit, clause_id)


@routes.get("/library/clauses/{clause_id}/versions/{version}", dependencies=[allowed(READS)])
async def show_version(clause_id: Id, version: Annotated[int, Path(ge=1)], visit: Visiting) -> Response:
    path = f"/v1/clauses/{clause_id}"
    one, said = await asyncio.gather(
        visit.asking.ask("contract", path, Standard),
        visit.asking.ask("contract", f"{path}/versions/{version}", ClauseVersion),
    )
    if "none" in (one.state, said.state):
        raise NotFoundError
    return page(visit, "library/clause_version.html", one=one, said=said)


@routes.get("/library/clauses/{clause_id}/words", dependencies=[allowed(READS)])
async def show_words(clause_id: Id, visit: Visiting) -> Response:
    """The words last drafted, as a part of the decision on them."""
    one = await visit.asking.ask("contract", f"/v1/clauses/{clause_id}", Standard)
    if one.value is None:
        raise NotFoundError
    passages = [(words.heading, one.value.risk, words.text) for words in one.value.words]
    place = f"/library/clauses/{clause_id}"
    return page(visit, "library/words.html", name=one.value.code, place=place, passages=passages)


@routes.get("/library/clauses/{clause_id}/edit", dependencies=[allowed(WRITES)])
async def edit(clause_id: Id, visit: Visiting) -> Response:
    one = await visit.asking.ask("contract", f"/v1/clauses/{clause_id}", Standard)
    if one.value is None:
        raise NotFoundError
    return await _form(visit, clause_id, {**fields_of_clause(one.value), "version": str(one.value.version)})


@routes.post("/library/clauses/{clause_id}/edit", dependencies=[allowed(WRITES), upload(LARGEST)])
async def save(clause_id: Id, visit: Visiting) -> Response:
    """Drafts the next version on the one that was read; the approved one stays in use meanwhile."""
    fields = sent(await visit.request.form())
    body, read = clause_body(fields), fields.get("version", "")
    path, number = f"/v1/clauses/{clause_id}", int(read) if read.isdigit() else 0
    told = await visit.asking.tell("contract", path, body, key=fields.get("key", ""), method="PUT", version=number)
    return await _made(visit, clause_id, fields, body, told)


@routes.post("/library/clauses/{clause_id}/submission", dependencies=[allowed(WRITES)])
async def submit(clause_id: Id, visit: Visiting, key: Key, version: At) -> Response:
    path = f"/v1/clauses/{clause_id}/submission"
    return await _after(visit, clause_id, await visit.asking.tell("contract", path, {}, key=key, version=version))


@routes.post("/library/clauses/{clause_id}/retirement", dependencies=[allowed(WRITES)])
async def retire(
    clause_id: Id, visit: Visiting, key: Key, version: At, reason: Annotated[str, Form(max_length=4000)]
) -> Response:
    path, body = f"/v1/clauses/{clause_id}/retirement", {"reason": reason.strip()}
    return await _after(visit, clause_id, await visit.asking.tell("contract", path, body, key=key, version=version))


async def _after(visit: Visit, clause_id: str, told: Told) -> Response:
    if not told.done:
        return await _one(visit, clause_id, told.why, told.status)
    return RedirectResponse(f"/library/clauses/{clause_id}", status_code=303)


async def _made(visit: Visit, clause_id: str, fields: Fields, body: dict[str, Any], told: Told) -> Response:
    if told.done:
        return RedirectResponse(f"/library/clauses/{told.body['clause_id']}", status_code=303)
    words = {f"/words/{at}": f"word-{one['language']}" for at, one in enumerate(body["words"])}
    places = words | places_of(fields, "variable", "variables") | places_of(fields, "other", "others")
    wrong = Said(places=places).wrong(told.body.get("errors"))
    return await _form(visit, clause_id, fields, wrong, told.why, told.status)


async def _one(visit: Visit, clause_id: str, why: str = "", status: int = 200) -> Response:
    ask, path = visit.asking.ask, f"/v1/clauses/{clause_id}"
    one, versions = await asyncio.gather(
        ask("contract", path, Standard), ask("contract", f"{path}/versions", ClauseRows, {"limit": LINES})
    )
    if one.state == "none":
        raise NotFoundError
    named = one.value.others if one.value else []
    others = await asyncio.gather(*(ask("contract", f"/v1/clauses/{other.clause_id}", Standard) for other in named))
    known = [(other.kind, part.value) for other, part in zip(named, others, strict=True) if part.value]
    return page(visit, "library/clause.html", status, one=one, versions=versions, others=known, why=why)


async def _form(
    visit: Visit,
    clause_id: str,
    fields: Fields,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    library = await visit.asking.ask_whole("contract", "/v1/clauses", Standards, "items")
    return page(
        visit,
        "library/clause_form.html",
        status,
        clause_id=clause_id,
        fields=fields,
        wrong=wrong or {},
        why=why,
        library=[one for one in library.value.items if one.clause_id != clause_id] if library.value else [],
        kinds=[(kind, kind) for kind in KINDS],
        risks=RISKS,
        word_languages=LANGUAGES,
        row_numbers=numbers_in,
    )
