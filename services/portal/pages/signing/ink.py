"""Contracts signed on paper: one person registers the scan, another holds it against the text."""

import asyncio
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import File, Form, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.approval.document import blocks_of, parted
from services.portal.pages.approval.seen import Text
from services.portal.pages.customers.seen import Contacts
from services.portal.pages.drafting.fields import Fields
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.imports.sending import name_of, send_file
from services.portal.pages.signing.opening import SENDS, holders
from services.portal.pages.signing.seen import Approved, Letters, Scan
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READS: Final = "contract.contract.read"
LARGEST: Final = 21 * 2**20
Key = Annotated[str, Form(max_length=100)]
Person = Annotated[str, Form(max_length=36)]


@routes.get("/contracts/{contract_id}/scans/new", dependencies=[allowed(SENDS)])
async def form(contract_id: Id, visit: Visiting) -> Response:
    return await _form(visit, contract_id, {})


@routes.post("/contracts/{contract_id}/scans/new", dependencies=[allowed(SENDS), upload(LARGEST)])
async def register(
    contract_id: Id,
    visit: Visiting,
    key: Key,
    file: Annotated[UploadFile, File()],
    text_hash: Annotated[str, Form(pattern="^[0-9a-f]{64}$")],
    us: Person = "",
    counterparty: Person = "",
    signed_on: Annotated[date | None, Form()] = None,
) -> Response:
    """Sends the scan and says who signed."""
    typed = {"us": us, "counterparty": counterparty, "signed_on": f"{signed_on or ''}"}
    contract = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Approved)
    if contract.value is None:
        raise NotFoundError
    kept = await send_file(visit, "contract", "/v1/files", file, {"name": name_of(file)}, key=f"{key}-file")
    if not kept.done:
        return await _form(visit, contract_id, typed, kept.why, kept.status)
    body = {
        "file_id": kept.body["file_id"],
        "text_hash": text_hash,
        "signatures": [{"side": side, "signatory_id": typed[side]} for side in contract.value.signing_order],
        "signed_on": typed["signed_on"] or None,
    }
    told = await visit.asking.tell("contract", f"/v1/contracts/{contract_id}/scans", body, key=key)
    if not told.done:
        return await _form(visit, contract_id, typed, told.why, told.status)
    return RedirectResponse(f"/scans/{told.body['scan_id']}", status_code=303)


@routes.get("/scans/{scan_id}", dependencies=[allowed(READS)])
async def show(scan_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, scan_id)


@routes.get("/scans/{scan_id}/file", dependencies=[allowed("contract.file.read")])
async def file(scan_id: Id, visit: Visiting) -> Response:
    """The scan as it was sent."""
    scan = await visit.asking.ask("contract", f"/v1/scans/{scan_id}", Scan)
    if scan.value is None:
        raise NotFoundError
    return await fetched(visit, "contract", f"/v1/files/{scan.value.file_id}/content", shown=True)


@routes.post("/scans/{scan_id}/check", dependencies=[allowed(SENDS)])
async def check(
    scan_id: Id,
    visit: Visiting,
    key: Key,
    verdict: Annotated[Literal["confirmed", "refused"], Form()],
    text_hash: Annotated[str, Form(pattern="^[0-9a-f]{64}$")],
    reason: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    body = {"verdict": verdict, "text_hash": text_hash, "reason": reason.strip() or None}
    told = await visit.asking.tell("contract", f"/v1/scans/{scan_id}/check", body, key=key)
    if not told.done:
        return await _shown(visit, scan_id, told.why, told.status, reason)
    return RedirectResponse(f"/scans/{scan_id}", status_code=303)


async def _form(visit: Visit, contract_id: str, typed: Fields, why: str = "", status: int = 200) -> Response:
    ask = visit.asking.ask
    today = visit.running.store.clock.today(visit.running.store.zone)
    contract, letters = await asyncio.gather(
        ask("contract", f"/v1/contracts/{contract_id}", Approved),
        ask("contract", "/v1/authorities", Letters, {"limit": 200}),
    )
    if contract.state == "none":
        raise NotFoundError
    held = holders(letters.value.items if letters.value else [], contract.value)
    party = contract.value.counterparty_id if contract.value else ""
    ours, contacts = await asyncio.gather(
        names_of(visit, {*held, visit.staff_id}),
        ask("customer", f"/v1/customers/{party}/contacts", Contacts, {"limit": 50}),
    )
    return page(
        visit,
        "signing/ink_new.html",
        status,
        contract=contract,
        ours=ours,
        contacts=contacts,
        typed=typed,
        today=today,
        why=why,
    )


async def _shown(visit: Visit, scan_id: str, why: str = "", status: int = 200, reason: str = "") -> Response:
    ask = visit.asking.ask
    found = await ask("contract", f"/v1/scans/{scan_id}", Scan)
    if found.state == "none":
        raise NotFoundError
    contract = text = None
    names: dict[str, str] = {}
    if found.value is not None:
        it, path = found.value, f"/v1/contracts/{found.value.contract_id}"
        people = [it.registered_by, it.checked_by or "", *(str(one["signatory_id"]) for one in it.signatures)]
        contract, text, names = await asyncio.gather(
            ask("contract", path, Approved),
            ask("contract", f"{path}/text", Text, {"hash": it.text_hash}),
            names_of(visit, people),
        )
    contacts = None
    if contract and contract.value:
        contacts = await ask("customer", f"/v1/customers/{contract.value.counterparty_id}/contacts", Contacts)
    known = {one.contact_id: one.name for one in contacts.value.contacts} if contacts and contacts.value else {}
    return page(
        visit,
        "signing/ink.html",
        status,
        found=found,
        contract=contract,
        blocks=[*blocks_of(parted(text.value.words)[0])] if text and text.value else [],
        names={**known, **names},
        why=why,
        reason=reason,
    )
