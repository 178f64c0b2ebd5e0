"""The editor of a draft: clauses as cards, figures and parties; saved on the version that was read, or not at all."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import File, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.drafting.blanks import declared_by, folded, open_in, standards_in
from services.portal.pages.drafting.cards import ORIGINS, cards_of
from services.portal.pages.drafting.fields import Fields, body_of, fields_of, rows_in, sent
from services.portal.pages.drafting.merging import Change, changed, merged
from services.portal.pages.drafting.names import named, part_names
from services.portal.pages.drafting.parties import name_of
from services.portal.pages.drafting.seen import (
    Comments,
    Document,
    Draft,
    Files,
    Variable,
    Version,
    VersionRow,
    Versions,
)
from services.portal.pages.drafting.seen import (
    File as Kept,
)
from services.portal.pages.frame.asking import Part, Told
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

DRAFTS: Final = "contract.contract.draft"
LARGEST: Final = 4 * 2**20
LARGEST_FILE: Final = 21 * 2**20
STALE: Final = 412
PATIENCE: Final = 10.0
CARRIED: Final = ("key", "form_token", "version", "number")
"""What a form carries besides the draft."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A draft on its editor's desk: the contract, its newest version, and what both are drafted from."""

    draft: Part[Draft]
    version: Part[Version]
    variables: Sequence[Variable]
    files: Sequence[Kept]
    comments: Part[Comments]

    @property
    def declared(self) -> frozenset[str]:
        """The names of the blanks of its template."""
        return frozenset(one.name for one in self.variables)

    @property
    def paper(self) -> Kept | None:
        """The file that the draft was read from."""
        said = self.version.value
        if said is None or said.way != "paper" or said.document.template_id or not said.document.attachments:
            return None
        return next((one for one in self.files if one.hash == said.document.attachments[-1].hash), None)

    def fields(self) -> Fields:
        """The form that says what the newest version says."""
        draft, said = self.draft.value, self.version.value
        return fields_in(draft, said.document, self.paper) if draft and said else {}

    def files_kept(self) -> list[str]:
        """The files that are attached, without the one that the draft was read from."""
        hashes = [one.hash for one in self.version.value.document.attachments] if self.version.value else []
        paper = self.paper.hash if self.paper else ""
        known = {one.hash: one.file_id for one in self.files}
        return [known[one] for one in hashes if one in known and one != paper]


def fields_in(draft: Draft, document: Document, paper: Kept | None) -> Fields:
    """The fields of a version of a draft."""
    stands = document.template_id is not None or paper is not None or "under" in document.figures
    return fields_of(document, draft.counterparty_id, draft.amount_kind, stands=stands)


async def newest_of(visit: Visit, contract_id: str) -> Part[Version]:
    """The newest version with everything that it says."""
    ask, path = visit.asking.ask, f"/v1/contracts/{contract_id}/versions"
    rows = await ask("contract", path, Versions, {"limit": 1})
    if rows.value is None or not rows.value.items:
        return Part(None, rows.state if rows.value is None else "none", "contract")
    return await ask("contract", f"{path}/{rows.value.items[0].number}", Version)


async def desk_of(visit: Visit, contract_id: str) -> Desk:
    """Everything that the editor shows, asked side by side."""
    ask, path = visit.asking.ask, f"/v1/contracts/{contract_id}"
    draft, version, files, comments = await asyncio.gather(
        ask("contract", path, Draft),
        newest_of(visit, contract_id),
        ask("contract", "/v1/files", Files, {"contract_id": contract_id, "limit": 100}),
        ask("contract", f"{path}/comments", Comments, {"limit": 200}),
    )
    if draft.state == "none":
        raise NotFoundError
    variables = await declared_by(visit, version.value.document if version.value else None)
    return Desk(draft, version, variables, files.value.items if files.value else [], comments)


@routes.get("/contracts/{contract_id}/draft", dependencies=[allowed(DRAFTS)])
async def edit(contract_id: Id, visit: Visiting, saved: Annotated[int, Query(ge=0)] = 0) -> Response:
    desk = await desk_of(visit, contract_id)
    if desk.draft.value is not None and desk.draft.value.amends:
        return RedirectResponse(f"/amendments/{contract_id}", status_code=303)
    return await _editor(visit, desk, desk.fields(), saved=saved)


@routes.post("/contracts/{contract_id}/draft", dependencies=[allowed(DRAFTS), upload(LARGEST)])
async def save(contract_id: Id, visit: Visiting) -> Response:
    """Says the whole draft anew, on the version that was read. Where somebody saved meanwhile nothing is written over:
    the form comes back with both, and with what they changed.
    """
    desk = await desk_of(visit, contract_id)
    fields, blanks = await filled_in(visit, sent(await visit.request.form()), desk.declared)
    told, wrong = await _told(visit, contract_id, desk, fields, blanks)
    if told.status == STALE:
        return await _both(visit, contract_id, desk, fields)
    if not told.done:
        return await _editor(visit, desk, fields, status=told.status, why=told.why, wrong=wrong)
    return RedirectResponse(f"/contracts/{contract_id}/draft?saved={told.body['version']}", status_code=303)


@routes.post("/contracts/{contract_id}/draft/files", dependencies=[allowed(DRAFTS), upload(LARGEST_FILE)])
async def attach(contract_id: Id, visit: Visiting, file: Annotated[UploadFile, File()]) -> Response:
    """Attaches a file: a version like any other."""
    desk = await desk_of(visit, contract_id)
    fields, form = desk.fields(), sent(await visit.request.form())
    key = form.get("key", "")
    kept = await send_file(visit, "contract", "/v1/files", file, {"name": file_name_of(file)}, key=f"{key}-file")
    if not kept.done:
        return await _editor(visit, desk, fields, status=kept.status, why=kept.why)
    fields |= {"key": key, "version": form.get("version", ""), "attached": kept.body["file_id"]}
    _, blanks = await filled_in(visit, fields, desk.declared)
    told, wrong = await _told(visit, contract_id, desk, fields, blanks)
    if not told.done:
        return await _editor(visit, desk, fields, status=told.status, why=told.why, wrong=wrong)
    return RedirectResponse(f"/contracts/{contract_id}/draft?saved={told.body['version']}", status_code=303)


async def filled_in(visit: Visit, fields: Fields, known: Collection[str]) -> tuple[Fields, list[Variable]]:
    """The form with what was typed on the cards of clauses, and the blanks of standard clauses chosen there that are
    not `known` otherwise.
    """
    standards = await standards_in(visit, fields)
    return folded(fields, standards), open_in(standards, known)


async def _told(
    visit: Visit, contract_id: str, desk: Desk, fields: Fields, blanks: Sequence[Variable]
) -> tuple[Told, dict[str, str]]:
    draft, version = desk.draft.value, desk.version.value
    said = body_of(fields, [*desk.variables, *blanks])
    kept = [one for one in desk.files_kept() if fields.get(f"detach-{one}") != "yes"]
    attached = fields.get("attached", "")
    body: dict[str, Any] = {
        **said.body,
        "type_id": draft.type_id if draft else None,
        "owner_id": draft.owner_id if draft else None,
        "template_id": version.document.template_id if version else None,
        "file_id": desk.paper.file_id if desk.paper else None,
        "language": version.document.figures.get("language") if version else None,
        "attachments": [*kept, *([attached] if attached and attached not in kept else [])],
    }
    read = int(fields["version"]) if fields.get("version", "").isdigit() else 0
    told = await visit.asking.tell(
        "contract",
        f"/v1/contracts/{contract_id}",
        body,
        key=fields.get("key", ""),
        method="PUT",
        version=read,
        seconds=PATIENCE,
    )
    return told, said.wrong(told.body.get("errors")) if not told.done else {}


async def _both(visit: Visit, contract_id: str, desk: Desk, mine: Fields) -> Response:
    number = mine.get("number", "")
    path = f"/v1/contracts/{contract_id}/versions/{number if number.isdigit() else 1}"
    base = await visit.asking.ask("contract", path, Version)
    if base.value is None or desk.version.value is None or desk.draft.value is None:
        return await _editor(visit, desk, mine, status=STALE)
    before = fields_in(desk.draft.value, base.value.document, desk.paper)
    own = {name: value for name, value in mine.items() if name not in CARRIED}
    theirs = desk.fields()
    both = merged(before, theirs, own)
    changes = changed(base.value.document, desk.version.value.document, before, theirs)
    return await _editor(
        visit, desk, both.fields, status=STALE, clashes=both.clashes, changes=changes, theirs=desk.version.value
    )


async def _editor(
    visit: Visit,
    desk: Desk,
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
    draft, version = desk.draft.value, desk.version.value
    known = draft is not None and fields.get("counterparty_id") == draft.counterparty_id
    remarks = desk.comments.value.items if desk.comments.value else []
    called, names, (_, blanks) = await asyncio.gather(
        name_of(visit, "" if known else fields.get("counterparty_id", "")),
        names_of(visit, [theirs.said_by] if theirs else []),
        filled_in(visit, fields, desk.declared),
    )
    return page(
        visit,
        "drafting/editor.html",
        status,
        desk=desk,
        blanks=[*desk.variables, *blanks],
        amending=False,
        draft=desk.draft,
        version=desk.version,
        fields=fields,
        cards=cards_of(fields, version.document, remarks) if version else [],
        remarks=sum(1 for one in remarks if not one.clause and not one.resolved),
        origins=ORIGINS,
        why=why,
        wrong=wrong or {},
        saved=saved,
        clashes=clashes,
        clashes_named=named(clashes, visit.say),
        changes=changes,
        theirs=theirs,
        names=names,
        parts=part_names(visit.say),
        called=(draft.counterparty_name or "") if draft and known else called,
        currencies=CURRENCIES,
        row_numbers=rows_in,
    )
