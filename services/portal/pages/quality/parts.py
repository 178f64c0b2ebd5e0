"""Parts made for customers: model, part, blank, weights, quota of material, a photo and drawings."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import File, Form, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.contracts.seen import Contract
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.imports.sending import name_of, send_file
from services.portal.pages.quality.fields import fields_of_part, part_body
from services.portal.pages.quality.seen import Part, Parts
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READS, SPECIFIES = "contract.order.read", "contract.order.specify"
AT: Final = "/orders/parts"
LARGEST: Final = 21 * 2**20
LINES: Final = 50
PATIENCE: Final = 10.0
Cursor = Annotated[str, Query(max_length=1000)]
Key = Annotated[str, Form(max_length=100)]
Photo = Annotated[UploadFile | None, File()]
Drawings = Annotated[list[UploadFile], File()]
Kept = Annotated[list[Id], Form()]
NONE: Final[list[UploadFile]] = []
NONE_KEPT: Final[list[str]] = []


@routes.get(AT, dependencies=[allowed(READS)])
async def index(
    visit: Visiting,
    model: Annotated[str, Query(max_length=64)] = "",
    contract_id: Annotated[str, Query(pattern="^([0-9a-f-]{36})?$")] = "",
    cursor: Cursor = "",
) -> Response:
    asked = {"model": model.strip(), "contract_id": contract_id, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/parts", Parts, asked)
    rows = found.value.items if found.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [contract_id, *(one.contract_id for one in rows)]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    template = "quality/part_lines.html" if visit.fragment else "quality/parts_list.html"
    return page(
        visit, template, found=found, contracts=contracts, parties=parties, model=model, contract_id=contract_id
    )


@routes.get("/contracts/{contract_id}/parts/new", dependencies=[allowed(SPECIFIES)])
async def new(contract_id: Id, visit: Visiting) -> Response:
    return await _form(visit, contract_id, "", {})


@routes.post("/contracts/{contract_id}/parts/new", dependencies=[allowed(SPECIFIES), upload(LARGEST)])
async def register(
    contract_id: Id, visit: Visiting, key: Key, photo: Photo = None, drawings: Drawings = NONE
) -> Response:
    """Sends the photo and the drawings, then registers what is made for the customer."""
    fields = sent(await visit.request.form())
    files = await _sent(visit, photo, drawings, key)
    if files.why:
        return await _form(visit, contract_id, "", fields, {files.at: files.why}, files.why, files.status)
    said = {"model": fields.get("model", ""), "part": fields.get("part", ""), "drawings": files.drawings}
    body = {**part_body(fields, files.photo), **said}
    path = f"/v1/contracts/{contract_id}/parts"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{told.body['part_id']}", status_code=303)
    wrong = Said().wrong(told.body.get("errors"))
    return await _form(visit, contract_id, "", fields, wrong, told.why, told.status)


@routes.get(f"{AT}/{{part_id}}", dependencies=[allowed(READS)])
async def show(part_id: Id, visit: Visiting) -> Response:
    found = await _part(visit, part_id)
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [found.contract_id]), customers_named(visit, [found.counterparty_id])
    )
    return page(visit, "quality/part_one.html", it=found, contracts=contracts, parties=parties)


@routes.get(f"{AT}/{{part_id}}/photo", dependencies=[allowed("contract.file.read")])
async def picture(part_id: Id, visit: Visiting) -> Response:
    found = await _part(visit, part_id)
    if found.photo is None:
        raise NotFoundError
    return await fetched(visit, "contract", f"/v1/files/{found.photo}/content", shown=True)


@routes.get(f"{AT}/{{part_id}}/drawings/{{file_id}}", dependencies=[allowed("contract.file.read")])
async def drawing(part_id: Id, file_id: Id, visit: Visiting) -> Response:
    """A drawing of the part, as it was sent."""
    if file_id not in (await _part(visit, part_id)).drawings:
        raise NotFoundError
    return await fetched(visit, "contract", f"/v1/files/{file_id}/content")


@routes.get(f"{AT}/{{part_id}}/edit", dependencies=[allowed(SPECIFIES)])
async def edit(part_id: Id, visit: Visiting) -> Response:
    found = await _part(visit, part_id)
    return await _form(visit, found.contract_id, part_id, fields_of_part(found), kept=found.drawings)


@routes.post(f"{AT}/{{part_id}}/edit", dependencies=[allowed(SPECIFIES), upload(LARGEST)])
async def save(
    part_id: Id,
    visit: Visiting,
    key: Key,
    version: Annotated[int, Form(ge=1)],
    photo: Photo = None,
    drawings: Drawings = NONE,
    drawing_id: Kept = NONE_KEPT,
) -> Response:
    """Says it anew on the version that was read; without another photo the one there is stays, and so do the drawings
    whose mark is not taken away.
    """
    fields, found = sent(await visit.request.form()), await _part(visit, part_id)
    files = await _sent(visit, photo, drawings, key)
    if files.why:
        wrong = {files.at: files.why}
        return await _form(
            visit, found.contract_id, part_id, fields, wrong, files.why, files.status, kept=found.drawings
        )
    body = {**part_body(fields, files.photo or found.photo), "drawings": [*drawing_id, *files.drawings]}
    path = f"/v1/parts/{part_id}"
    told = await visit.asking.tell("contract", path, body, key=key, method="PUT", version=version, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{part_id}", status_code=303)
    wrong = Said().wrong(told.body.get("errors"))
    return await _form(visit, found.contract_id, part_id, fields, wrong, told.why, told.status, kept=found.drawings)


@dataclass(frozen=True, slots=True)
class Sent:
    """The files by their ids, or why one was not taken, with what status, and at which field."""

    photo: str | None = None
    drawings: tuple[str, ...] = ()
    why: str = ""
    status: int = 200
    at: str = ""


async def _sent(visit: Visit, photo: UploadFile | None, drawings: Sequence[UploadFile], key: str) -> Sent:
    named = [("photo", photo), *(("drawings", one) for one in drawings)]
    ids: dict[str, list[str]] = {"photo": [], "drawings": []}
    for place, (at, file) in enumerate(named):
        if file is None or not file.filename:
            continue
        told = await send_file(visit, "contract", "/v1/files", file, {"name": name_of(file)}, key=f"{key}-{at}-{place}")
        if not told.done:
            return Sent(why=told.why, status=told.status, at=at)
        ids[at].append(told.body["file_id"])
    return Sent(next(iter(ids["photo"]), None), tuple(ids["drawings"]))


async def _part(visit: Visit, part_id: str) -> Part:
    found = await visit.asking.ask("contract", f"/v1/parts/{part_id}", Part)
    if found.value is None:
        raise NotFoundError
    return found.value


async def _form(
    visit: Visit,
    contract_id: str,
    part_id: str,
    fields: Fields,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
    kept: Sequence[str] = (),
) -> Response:
    contract = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Contract)
    if contract.state == "none":
        raise NotFoundError
    return page(
        visit,
        "quality/part_form.html",
        status,
        contract=contract,
        contract_id=contract_id,
        part_id=part_id,
        fields=fields,
        wrong=wrong or {},
        why=why,
        kept=kept,
    )
