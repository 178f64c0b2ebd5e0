"""Customers' standards edition by edition, what of them is our limit, what was held against it, and concessions."""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import File, Form, Path, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.customers.naming import customers_named
from services.portal.pages.drafting.endpoints import LARGEST_FILE
from services.portal.pages.drafting.fields import ASKED_FOR, Fields, Refused, Said, sent
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.imports.sending import name_of, send_file
from services.portal.pages.requirements.fields import (
    LIMIT_KINDS,
    concession_body,
    fields_of_limits,
    limits_in,
    row_numbers,
    standard_body,
)
from services.portal.pages.requirements.seen import (
    BatchConcession,
    BatchConcessions,
    Checks,
    Concession,
    Concessions,
    Standard,
    Standards,
)
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READ, KEEP = [allowed("contract.standard.read")], [allowed("contract.standard.keep")]
ACCEPT = [allowed("contract.standard.accept")]
AT: Final = "/requirements/standards"
CONCESSIONS: Final = "/requirements/concessions"
LINES: Final = 50
PATIENCE: Final = 10.0
STATES: Final = ("asked", "granted", "refused")
Key = Annotated[str, Form(max_length=100)]
Cursor = Annotated[str, Query(max_length=1000)]
Number = Annotated[int, Path(ge=1, le=10_000)]


@routes.get(AT, dependencies=READ)
async def index(visit: Visiting, cursor: Cursor = "") -> Response:
    asked = {"limit": LINES, **({"cursor": cursor} if cursor else {})}
    found = await visit.asking.ask("contract", "/v1/standards", Standards, asked)
    parties = await customers_named(visit, [one.counterparty_id for one in found.value.items] if found.value else [])
    template = "requirements/standard_lines.html" if visit.fragment else "requirements/standards.html"
    return page(visit, template, found=found, parties=parties)


@routes.get(f"{AT}/new", dependencies=KEEP)
async def new(visit: Visiting, of: Annotated[Id | None, Query()] = None) -> Response:
    """A standard, or the next edition `of` one: the form says what its newest says."""
    if of is None:
        return await _form(visit, {})
    found = await visit.asking.ask("contract", f"/v1/standards/{of}", Standard)
    if found.value is None:
        raise NotFoundError
    newest = found.value.editions[0]
    plain = {name: getattr(found.value, name) or "" for name in ("counterparty_id", "code", "grade", "specification")}
    return await _form(visit, {**plain, "title": newest.title, **fields_of_limits(newest.limits)})


@routes.post(f"{AT}/new", dependencies=[*KEEP, upload(LARGEST_FILE)])
async def receive(visit: Visiting, key: Key, document: Annotated[UploadFile | None, File()] = None) -> Response:
    """The standard, with its document where one is sent along."""
    fields = sent(await visit.request.form())
    said = standard_body(fields)
    if document is not None and document.filename:
        kept = await send_file(
            visit, "contract", "/v1/files", document, {"name": name_of(document)}, key=f"{key}-document"
        )
        if not kept.done:
            return await _form(visit, fields, {"document": kept.why}, kept.why, kept.status)
        said.body["file_id"] = kept.body["file_id"]
        said.places["/file_id"] = "document"
    told = await visit.asking.tell("contract", "/v1/standards", said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{told.body['standard_id']}", status_code=303)
    return await _form(visit, fields, said.wrong(told.body.get("errors")), told.why, told.status)


async def _form(
    visit: Visit, fields: Fields, wrong: dict[str, str] | None = None, why: str = "", status: int = 200
) -> Response:
    party = fields.get("counterparty_id", "")
    called = (await customers_named(visit, [party])).get(party, "")
    shown = {"fields": fields, "wrong": wrong or {}, "why": why, "kinds": LIMIT_KINDS, "called": called}
    return page(visit, "requirements/standard_form.html", status, **shown, row_numbers=row_numbers)


@routes.get(f"{AT}/{{standard_id}}", dependencies=READ)
async def show(standard_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, standard_id)


@routes.get(f"{AT}/{{standard_id}}/editions/{{edition}}/document", dependencies=[allowed("contract.file.read")])
async def document(standard_id: Id, edition: Number, visit: Visiting) -> Response:
    """The document of an edition, as the customer sent it."""
    found = await visit.asking.ask("contract", f"/v1/standards/{standard_id}", Standard)
    said = [one.file_id for one in found.value.editions if one.edition == edition] if found.value else []
    if not said or said[0] is None:
        raise NotFoundError
    return await fetched(visit, "contract", f"/v1/files/{said[0]}/content")


@routes.post(f"{AT}/{{standard_id}}/editions/{{edition}}/acceptance", dependencies=ACCEPT)
async def accept(standard_id: Id, edition: Number, visit: Visiting, key: Key) -> Response:
    """Takes the edition over: as the customer's limits are, or as they were typed."""
    fields = sent(await visit.request.form())
    said = Said()
    said.body |= {name: fields[name] for name in ("effective_on",) if fields.get(name)}
    if limits := limits_in(fields, said):
        said.body["limits"] = limits
    return await _done(visit, standard_id, f"editions/{edition}/acceptance", said, key, "accepting", fields)


@routes.post(f"{AT}/{{standard_id}}/editions/{{edition}}/declination", dependencies=ACCEPT)
async def decline(standard_id: Id, edition: Number, visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    said = Said(body={"reason": fields.get("reason", "")})
    return await _done(visit, standard_id, f"editions/{edition}/declination", said, key, "declining", fields)


@routes.post(f"{AT}/{{standard_id}}/ending", dependencies=ACCEPT)
async def end(standard_id: Id, visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    said = Said(body={name: fields[name] for name in ("reason", "effective_on") if fields.get(name)})
    return await _done(visit, standard_id, "ending", said, key, "ending", fields)


async def _done(
    visit: Visit, standard_id: str, path: str, said: Said, key: str, place: str, fields: Fields
) -> Response:
    at = f"/v1/standards/{standard_id}/{path}"
    told = await visit.asking.tell("contract", at, said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{standard_id}", status_code=303)
    return await _shown(visit, standard_id, Refused.by(told, place, fields, said))


async def _shown(visit: Visit, standard_id: str, refused: Refused = ASKED_FOR) -> Response:
    ask, named = visit.asking.ask, {"standard_id": standard_id, "limit": LINES}
    found, checks, concessions = await asyncio.gather(
        ask("contract", f"/v1/standards/{standard_id}", Standard),
        ask("contract", "/v1/limit-checks", Checks, named),
        ask("contract", "/v1/concessions", Concessions, named),
    )
    if found.state == "none":
        raise NotFoundError
    it = found.value
    asked = concessions.value.items if concessions.value else []
    people = [*(one.decided_by or "" for one in it.editions)] if it else []
    people += [name for one in asked for name in (one.asked_by, one.decided_by or "")]
    newest = it.editions[0] if it else None
    today = visit.running.store.clock.today(visit.running.store.zone)
    typed = {"effective_on": today.isoformat(), **(fields_of_limits(newest.limits) if newest else {})}
    return page(
        visit,
        "requirements/standard.html",
        refused.status,
        found=found,
        it=it,
        newest=newest,
        checks=checks,
        concessions=concessions,
        parties=await customers_named(visit, [it.counterparty_id] if it else []),
        people=await names_of(visit, people),
        kinds=LIMIT_KINDS,
        today=today,
        row_numbers=row_numbers,
        **refused.shown | {"fields": refused.fields or typed},
    )


@routes.get(CONCESSIONS, dependencies=READ)
async def concessions(
    visit: Visiting, state: Literal["", "asked", "granted", "refused"] = "asked", cursor: Cursor = ""
) -> Response:
    return await _concessions(visit, state, cursor)


@routes.get(f"{CONCESSIONS}/new", dependencies=[allowed("contract.concession.ask")])
async def ask_form(
    visit: Visiting,
    standard_id: Annotated[Id | None, Query()] = None,
    name: Annotated[str, Query(max_length=200)] = "",
    order_id: Annotated[Id | None, Query()] = None,
    contract_id: Annotated[Id | None, Query()] = None,
    line: Annotated[int, Query(ge=0, le=500)] = 1,
) -> Response:
    """What shall be passed over; an order or an agreement leads here with what it was refused for."""
    subject = {"checked_in": "agreement" if contract_id else "order", "subject_id": order_id or contract_id or ""}
    fields = {**subject, "standard_id": standard_id or "", "name": name, "line": str(line)}
    return await _concession_form(visit, fields)


@routes.post(f"{CONCESSIONS}/new", dependencies=[allowed("contract.concession.ask")])
async def ask(visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    said = concession_body(fields)
    told = await visit.asking.tell("contract", "/v1/concessions", said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(CONCESSIONS, status_code=303)
    return await _concession_form(visit, fields, said.wrong(told.body.get("errors")), told.why, told.status)


async def _concession_form(
    visit: Visit, fields: Fields, wrong: dict[str, str] | None = None, why: str = "", status: int = 200
) -> Response:
    found = await visit.asking.ask_whole("contract", "/v1/standards", Standards, "items")
    rows = [one for one in found.value.items if one.accepted_edition] if found.value else []
    shown: dict[str, Any] = {"fields": fields, "wrong": wrong or {}, "why": why, "found": found}
    parties = await customers_named(visit, [one.counterparty_id for one in rows])
    return page(visit, "requirements/concession_form.html", status, **shown, standards=rows, parties=parties)


@routes.post(f"{CONCESSIONS}/{{concession_id}}/decision", dependencies=[allowed("contract.concession.grant")])
async def settle(concession_id: Id, visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    body = {name: fields.get(name, "") for name in ("decision", "reason")}
    path = f"/v1/concessions/{concession_id}/decision"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(CONCESSIONS, status_code=303)
    return await _concessions(visit, "asked", "", concession_id, told.why, told.status)


async def _concessions(
    visit: Visit, state: str, cursor: str, failed: str = "", why: str = "", status: int = 200
) -> Response:
    asked = {name: value for name, value in (("state", state), ("cursor", cursor)) if value}
    ask = visit.asking.ask
    found, batches = await asyncio.gather(
        ask("contract", "/v1/concessions", Concessions, {**asked, "limit": LINES}),
        ask("contract", "/v1/batch-concessions", BatchConcessions, {"state": state, "limit": LINES}),
    )
    rows: list[Concession | BatchConcession] = [*(found.value.items if found.value else [])]
    rows += batches.value.items if batches.value else []
    people = await names_of(visit, [name for one in rows for name in (one.asked_by, one.decided_by or "")])
    parties = await customers_named(visit, [one.counterparty_id for one in rows])
    template = "requirements/concession_lines.html" if visit.fragment else "requirements/concessions.html"
    told = {
        "found": found,
        "batches": None if cursor else batches,
        "state": state,
        "states": STATES,
        "failed": failed,
        "why": why,
    }
    return page(visit, template, status, **told, people=people, parties=parties)
