"""Amendments: drafted in the editor of drafts over what both sides agreed on, said anew, and what they change."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import File, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.amending.desk import Desk, desk_of, desk_of_new, types_for
from services.portal.pages.amending.saying import EXPLAINED, KINDS, said_otherwise
from services.portal.pages.amending.seen import Changes
from services.portal.pages.drafting.endpoints import (
    CARRIED,
    DRAFTS,
    LARGEST,
    LARGEST_FILE,
    PATIENCE,
    STALE,
    filled_in,
)
from services.portal.pages.drafting.fields import Fields, rows_in, sent
from services.portal.pages.drafting.merging import Change, changed, merged
from services.portal.pages.drafting.names import named, part_names
from services.portal.pages.drafting.parties import name_of
from services.portal.pages.drafting.seen import Draft, Variable, Version, VersionRow
from services.portal.pages.drafting.versions import figures_of
from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.money import CURRENCIES
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.imports.sending import name_of as file_name_of
from services.portal.pages.imports.sending import send_file
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READS: Final = "contract.contract.read"
Kind = Annotated[Literal["amendment", "extension", "assignment"], Query()]


@routes.get("/contracts/{contract_id}/amendments/new", dependencies=[allowed(DRAFTS)])
async def new(contract_id: Id, visit: Visiting, kind: Kind = "amendment") -> Response:
    desk = await desk_of_new(visit, contract_id)
    return await _editor(visit, desk, kind, {**desk.agreed_fields(), "number": "0"})


@routes.post("/contracts/{contract_id}/amendments/new", dependencies=[allowed(DRAFTS), upload(LARGEST)])
async def draft(contract_id: Id, visit: Visiting, kind: Kind = "amendment") -> Response:
    """Drafts it and goes to its editor."""
    desk = await desk_of_new(visit, contract_id)
    fields, blanks = await filled_in(visit, sent(await visit.request.form()), desk.known)
    told, wrong = await _told(visit, desk, kind, fields, blanks, f"/v1/contracts/{contract_id}/amendments")
    if not told.done:
        return await _editor(visit, desk, kind, fields, status=told.status, why=told.why, wrong=wrong)
    return RedirectResponse(f"/amendments/{told.body['amendment_id']}?saved=1", status_code=303)


@routes.get("/amendments/{amendment_id}", dependencies=[allowed(DRAFTS)])
async def edit(amendment_id: Id, visit: Visiting, saved: Annotated[int, Query(ge=0)] = 0) -> Response:
    desk = await desk_of(visit, amendment_id)
    return await _editor(visit, desk, kind_of(desk), desk.fields(), saved=saved)


@routes.post("/amendments/{amendment_id}", dependencies=[allowed(DRAFTS), upload(LARGEST)])
async def save(amendment_id: Id, visit: Visiting) -> Response:
    """Says the whole amendment anew, on the version that was read; where somebody saved meanwhile nothing is written
    over.
    """
    desk = await desk_of(visit, amendment_id)
    fields, blanks = await filled_in(visit, sent(await visit.request.form()), desk.known)
    kind = kind_of(desk)
    told, wrong = await _told(visit, desk, kind, fields, blanks, f"/v1/amendments/{amendment_id}")
    if told.status == STALE:
        return await _both(visit, desk, kind, fields)
    if not told.done:
        return await _editor(visit, desk, kind, fields, status=told.status, why=told.why, wrong=wrong)
    return RedirectResponse(f"/amendments/{amendment_id}?saved={told.body['version']}", status_code=303)


@routes.post("/amendments/{amendment_id}/files", dependencies=[allowed(DRAFTS), upload(LARGEST_FILE)])
async def attach(amendment_id: Id, visit: Visiting, file: Annotated[UploadFile, File()]) -> Response:
    """Attaches a file to the amendment: a version like any other."""
    desk = await desk_of(visit, amendment_id)
    fields, form, kind = desk.fields(), sent(await visit.request.form()), kind_of(desk)
    key = form.get("key", "")
    kept = await send_file(visit, "contract", "/v1/files", file, {"name": file_name_of(file)}, key=f"{key}-file")
    if not kept.done:
        return await _editor(visit, desk, kind, fields, status=kept.status, why=kept.why)
    fields |= {"key": key, "version": form.get("version", ""), "attached": kept.body["file_id"]}
    _, blanks = await filled_in(visit, fields, desk.known)
    told, wrong = await _told(visit, desk, kind, fields, blanks, f"/v1/amendments/{amendment_id}")
    if not told.done:
        return await _editor(visit, desk, kind, fields, status=told.status, why=told.why, wrong=wrong)
    return RedirectResponse(f"/amendments/{amendment_id}?saved={told.body['version']}", status_code=303)


@routes.get("/amendments/{amendment_id}/difference", dependencies=[allowed(READS)])
async def difference(amendment_id: Id, visit: Visiting) -> Response:
    """What it says otherwise than the contract, clause by clause and figure by figure; a part of other pages."""
    ask = visit.asking.ask
    found, amendment = await asyncio.gather(
        ask("contract", f"/v1/amendments/{amendment_id}/difference", Changes),
        ask("contract", f"/v1/contracts/{amendment_id}", Draft),
    )
    if "none" in (found.state, amendment.state):
        raise NotFoundError
    return page(
        visit,
        "drafting/difference.html" if visit.fragment else "amending/difference_page.html",
        difference=found,
        rows=figures_of(visit, found.value),
        amendment=amendment,
    )


def kind_of(desk: Desk) -> str:
    """What kind of amendment it is."""
    return desk.changes.value.kind if desk.changes and desk.changes.value else "amendment"


async def _told(
    visit: Visit, desk: Desk, kind: str, fields: Fields, blanks: Sequence[Variable], path: str
) -> tuple[Told, dict[str, str]]:
    said = said_otherwise(kind, desk.agreed_fields(), fields, blanks)
    kept = [one.file_id for one in desk.own_files() if fields.get(f"detach-{one.file_id}") != "yes"]
    attached = [*kept, *([fields["attached"]] if fields.get("attached") else [])]
    body: dict[str, Any] = {**said.body, **({"attachments": attached} if attached else {})}
    if fields.get("type_id"):
        body["type_id"] = fields["type_id"]
    read = int(fields["version"]) if fields.get("version", "").isdigit() else 0
    told = await visit.asking.tell(
        "contract",
        path,
        body,
        key=fields.get("key", ""),
        method="PUT" if desk.draft else "POST",
        version=read if desk.draft else 0,
        seconds=PATIENCE,
    )
    return told, said.wrong(told.body.get("errors")) if not told.done else {}


async def _both(visit: Visit, desk: Desk, kind: str, mine: Fields) -> Response:
    version, number = desk.version.value if desk.version else None, mine.get("number", "")
    amendment = desk.draft.value.contract_id if desk.draft and desk.draft.value else ""
    path = f"/v1/contracts/{amendment}/versions/{number if number.isdigit() else 1}"
    base = await visit.asking.ask("contract", path, Version)
    if base.value is None or version is None:
        return await _editor(visit, desk, kind, mine, status=STALE)
    before, theirs = desk.fields_of(base.value), desk.fields()
    own = {name: value for name, value in mine.items() if name not in CARRIED}
    both = merged(before, theirs, own)
    changes = changed(base.value.document, version.document, before, theirs)
    return await _editor(
        visit, desk, kind, both.fields, status=STALE, clashes=both.clashes, changes=changes, theirs=version
    )


async def _editor(
    visit: Visit,
    desk: Desk,
    kind: str,
    fields: Fields,
    *,
    status: int = 200,
    why: str = "",
    wrong: dict[str, str] | None = None,
    saved: int = 0,
    clashes: Sequence[str] = (),
    changes: Sequence[Change] = (),
    theirs: VersionRow | None = None,
) -> Response:
    party = fields.get("counterparty_id", "")
    called, names, kinds, (_, blanks) = await asyncio.gather(
        name_of(visit, party),
        names_of(visit, [theirs.said_by] if theirs else []),
        types_for(visit, desk),
        filled_in(visit, fields, desk.known),
    )
    return page(
        visit,
        "amending/editor.html",
        status,
        desk=desk,
        blanks=blanks,
        amending=True,
        kind=kind,
        kinds=KINDS,
        explained=EXPLAINED,
        types=kinds,
        fields=fields,
        cards=desk.cards(fields),
        remarks=0,
        rows=figures_of(visit, desk.changes.value if desk.changes else None),
        difference=desk.changes,
        why=why,
        wrong=wrong or {},
        saved=saved,
        clashes=clashes,
        clashes_named=named(clashes, visit.say),
        changes=changes,
        theirs=theirs,
        names=names,
        parts=part_names(visit.say),
        called=called,
        currencies=CURRENCIES,
        row_numbers=rows_in,
    )
