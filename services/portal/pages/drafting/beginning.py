"""The beginning of a draft: its type, then a template with its variables, a file, words of one's own, or another
contract.
"""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import File, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.drafting.fields import Fields, body_of, rows_in, sent
from services.portal.pages.drafting.parties import name_of
from services.portal.pages.drafting.seen import Draft, TemplateRow, Templates, Type, Types
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.money import CURRENCIES
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.imports.sending import name_of as file_name_of
from services.portal.pages.imports.sending import send_file
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

DRAFTS: Final = "contract.contract.draft"
LARGEST: Final = 21 * 2**20
PATIENCE: Final = 30.0
"""Seconds in which a file is read and cut into clauses."""
Way = Literal["template", "paper", "own"]
WAYS: Final[dict[str, str]] = {
    "template": N_("From a template"),
    "paper": N_("From a file of the other party"),
    "own": N_("In words of your own"),
}


@routes.get("/contracts/new", dependencies=[allowed(DRAFTS)])
async def new(
    visit: Visiting,
    type_id: Annotated[Id | None, Query()] = None,
    master_id: Annotated[Id | None, Query()] = None,
) -> Response:
    """What kind of contract, then how it begins; under a master contract from its conditions."""
    types, master = await asyncio.gather(
        visit.asking.ask_whole("contract", "/v1/types", Types, "items"), _master(visit, master_id)
    )
    known = types.value.items if types.value else []
    known = [one for one in known if master is None or one.direction == master.direction]
    chosen = next((one for one in known if one.type_id == type_id), None)
    templates = None
    if chosen is not None and master is None:
        asked = {"type_id": type_id, "limit": 200}
        templates = await visit.asking.ask("contract", "/v1/templates", Templates, asked)
    return page(
        visit,
        "drafting/new.html",
        types=types,
        tree=tree_of(known),
        master=master,
        chosen=chosen,
        templates=templates,
        ways=WAYS,
    )


def tree_of(types: list[Type]) -> list[tuple[int, Type]]:
    """The types in the order of their tree, each with its depth."""
    below: dict[str | None, list[Type]] = {}
    known = {one.type_id for one in types}
    for one in sorted(types, key=lambda each: each.code):
        below.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)

    def walked(parent: str | None, depth: int) -> list[tuple[int, Type]]:
        return [each for one in below.get(parent, []) for each in [(depth, one), *walked(one.type_id, depth + 1)]]

    return walked(None, 0)


@routes.get("/contracts/new/draft", dependencies=[allowed(DRAFTS)])
async def begin(
    visit: Visiting,
    type_id: Annotated[Id, Query()],
    way: Annotated[Way, Query()] = "own",
    template_id: Annotated[Id | None, Query()] = None,
    master_id: Annotated[Id | None, Query()] = None,
) -> Response:
    master = await _master(visit, master_id)
    fields = {} if master is None else _under(master)
    return await _form(visit, type_id, "template" if template_id else way, template_id, fields, {})


async def _master(visit: Visit, master_id: str | None) -> Draft | None:
    if master_id is None:
        return None
    found = await visit.asking.ask("contract", f"/v1/contracts/{master_id}", Draft)
    if found.state == "none":
        raise NotFoundError
    return found.value


def _under(master: Draft) -> Fields:
    """What a contract under a master says at first."""
    who = {"master_id": master.contract_id, "counterparty_id": master.counterparty_id}
    term = {"term_to": f"{master.term_to}"} if master.term_to else {}
    return {**who, **term, "title": master.title, "currency": "CNY", "plan-0-debtor": _payer(master.direction)}


def _payer(direction: str) -> str:
    return "us" if direction == "purchase" else "counterparty"


@routes.post("/contracts/new/draft", dependencies=[allowed(DRAFTS), upload(LARGEST)])
async def draft(visit: Visiting, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Drafts it and goes to its editor; what is refused is said beside its field, and nothing typed is lost."""
    fields = sent(await visit.request.form())
    type_id, template_id = fields.get("type_id", ""), fields.get("template_id") or None
    way = fields.get("way", "own")
    template = await _template(visit, template_id)
    said = body_of(fields, list(template.value.variables) if template and template.value else [])
    body = {**said.body, "type_id": type_id, "template_id": template_id}
    if way == "paper" and file is not None and file.filename:
        asked = {"name": file_name_of(file)}
        kept = await send_file(visit, "contract", "/v1/files", file, asked, key=f"{fields.get('key', '')}-file")
        if not kept.done:
            return await _form(visit, type_id, way, template_id, fields, {"file": kept.why}, kept.status, kept.why)
        body["file_id"] = kept.body["file_id"]
    told = await visit.asking.tell("contract", "/v1/contracts", body, key=fields.get("key", ""), seconds=PATIENCE)
    if not told.done:
        wrong = said.wrong(told.body.get("errors"))
        return await _form(visit, type_id, way, template_id, fields, wrong, told.status, told.why)
    return RedirectResponse(f"/contracts/{told.body['contract_id']}/draft", status_code=303)


async def _template(visit: Visit, template_id: str | None) -> Part[TemplateRow] | None:
    if template_id is None:
        return None
    return await visit.asking.ask("contract", f"/v1/templates/{template_id}", TemplateRow)


async def _form(
    visit: Visit,
    type_id: str,
    way: str,
    template_id: str | None,
    fields: Fields,
    wrong: dict[str, str],
    status: int = 200,
    why: str = "",
) -> Response:
    kind, template, called = await asyncio.gather(
        visit.asking.ask("contract", f"/v1/types/{type_id}", Type),
        _template(visit, template_id),
        name_of(visit, fields.get("counterparty_id", "")),
    )
    if kind.state == "none" or (template is not None and template.state == "none"):
        raise NotFoundError
    return page(
        visit,
        "drafting/begin.html",
        status,
        kind=kind,
        template=template,
        way=way,
        fields=fields or _first(kind.value),
        wrong=wrong,
        why=why,
        called=called,
        currencies=CURRENCIES,
        row_numbers=rows_in,
    )


def _first(kind: Type | None) -> Fields:
    """What an empty form says: who pays follows from the direction."""
    return {"currency": "CNY", "plan-0-debtor": _payer(kind.direction if kind else "")}


@routes.get("/contracts/{contract_id}/copy", dependencies=[allowed(DRAFTS)])
async def copy_form(contract_id: Id, visit: Visiting) -> Response:
    return await _copy(visit, contract_id, {})


@routes.post("/contracts/{contract_id}/copy", dependencies=[allowed(DRAFTS)])
async def copy(contract_id: Id, visit: Visiting) -> Response:
    """Another draft that says what this contract says."""
    fields = sent(await visit.request.form())
    body: dict[str, Any] = {
        "title": fields.get("title") or None,
        "counterparty_id": fields.get("counterparty_id") or None,
    }
    path = f"/v1/contracts/{contract_id}/copies"
    told = await visit.asking.tell("contract", path, body, key=fields.get("key", ""))
    if not told.done:
        return await _copy(visit, contract_id, fields, told.status, told.why)
    return RedirectResponse(f"/contracts/{told.body['contract_id']}/draft", status_code=303)


async def _copy(visit: Visit, contract_id: str, fields: Fields, status: int = 200, why: str = "") -> Response:
    source = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Draft)
    if source.state == "none":
        raise NotFoundError
    if source.value is not None and not fields:
        fields = {"title": source.value.title, "counterparty_id": source.value.counterparty_id}
    known = source.value and fields.get("counterparty_id") == source.value.counterparty_id
    called = (source.value.counterparty_name or "") if known and source.value else ""
    called = called or await name_of(visit, fields.get("counterparty_id", ""))
    return page(visit, "drafting/copy.html", status, source=source, fields=fields, called=called, why=why, wrong={})
