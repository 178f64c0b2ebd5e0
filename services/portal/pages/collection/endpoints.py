"""The collection file of a contract: what is owed and how late, what was done about it, and what can be done now."""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import File, Form, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.ageing.layout import bucket_name
from services.portal.pages.approval.seen import Contract
from services.portal.pages.collection import called
from services.portal.pages.collection.deeds import DEEDS
from services.portal.pages.collection.seen import CollectionFile
from services.portal.pages.contracts.seen import Invoices
from services.portal.pages.drafting.fields import ASKED_FOR, Refused, sent
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.imports.sending import name_of, send_file
from shared.values.errors import ForbiddenError, NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READ: Final = "contract.arrears.read"
LARGEST: Final = 21 * 2**20
MOST: Final = 200
PATIENCE: Final = 10.0
"""Seconds: a deed may wait for the daily look at the contract, and be tried again."""
Key = Annotated[str, Form(max_length=100)]
About = Literal[
    "demand",
    "promise",
    "dispute",
    "pause",
    "interest-terms",
    "interest",
    "write-off",
    "restoration",
    "valuation",
    "confirmation",
]


@routes.get("/arrears/{contract_id}", dependencies=[allowed(READ)])
async def show(contract_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, contract_id)


@routes.get("/arrears/{contract_id}/replies/{file_id}", dependencies=[allowed("contract.file.read")])
async def reply(contract_id: Id, file_id: Id, visit: Visiting) -> Response:
    """The sealed reply to a balance confirmation, as it was sent."""
    found = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}/arrears", CollectionFile)
    if not found.value or file_id not in {one.file_id for one in found.value.confirmations}:
        raise NotFoundError
    return await fetched(visit, "contract", f"/v1/files/{file_id}/content", shown=True)


@routes.post("/arrears/{contract_id}/{deed}", dependencies=[allowed(READ)])
async def do(
    contract_id: Id, deed: About, visit: Visiting, key: Key, currency: Annotated[str, Form(max_length=3)]
) -> Response:
    return await _done(visit, contract_id, deed, "", sent(await visit.request.form()), key, currency)


@routes.post("/arrears/{contract_id}/disputes/{thing}/resolution", dependencies=[allowed(READ)])
async def resolve(contract_id: Id, thing: Id, visit: Visiting, key: Key) -> Response:
    return await _done(visit, contract_id, "resolution", thing, sent(await visit.request.form()), key, "")


@routes.post("/arrears/{contract_id}/confirmations/{thing}/answer", dependencies=[allowed(READ), upload(LARGEST)])
async def answer(
    contract_id: Id,
    thing: Id,
    visit: Visiting,
    key: Key,
    currency: Annotated[str, Form(max_length=3)],
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """What the counterparty says it owes, with its sealed reply where there is one."""
    fields = sent(await visit.request.form())
    if file is not None and file.filename:
        kept = await send_file(visit, "contract", "/v1/files", file, {"name": name_of(file)}, key=f"{key}-file")
        if not kept.done:
            wrong = {"file": kept.why}
            return await _shown(visit, contract_id, Refused(f"answer-{thing}", fields, wrong, kept.why, kept.status))
        fields["file_id"] = kept.body["file_id"]
    return await _done(visit, contract_id, "answer", thing, fields, key, currency)


async def _done(
    visit: Visit, contract_id: str, name: str, thing: str, fields: dict[str, str], key: str, currency: str
) -> Response:
    deed = DEEDS[name]
    if not visit.may(deed.permission):
        raise ForbiddenError(permission=deed.permission)
    path, body = deed.address(contract_id, thing), deed.body(fields, currency)
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/arrears/{contract_id}", status_code=303)
    return await _shown(visit, contract_id, Refused.by(told, f"{name}-{thing}" if thing else name, fields))


async def _shown(visit: Visit, contract_id: str, refused: Refused = ASKED_FOR) -> Response:
    ask, own = visit.asking.ask, f"/v1/contracts/{contract_id}"
    contract = await ask("contract", own, Contract)
    if contract.state == "none":
        raise NotFoundError
    ours = contract.value is None or contract.value.direction == "sales"
    found, invoices = (
        await asyncio.gather(
            ask("contract", f"{own}/arrears", CollectionFile),
            ask("contract", "/v1/invoices", Invoices, {"contract_id": contract_id, "limit": MOST}),
        )
        if ours
        else (None, None)
    )
    if found is not None and found.state == "none":
        raise NotFoundError
    numbers = {one.invoice_id: one.number for one in invoices.value.items} if invoices and invoices.value else {}
    return page(
        visit,
        "collection/page.html",
        refused.status,
        contract=contract,
        found=found,
        numbers=numbers,
        choices=_choices(found.value, numbers) if found and found.value else [],
        called=called,
        bucket=lambda bucket: bucket_name(bucket, visit.say),
        may={name: visit.may(deed.permission) for name, deed in DEEDS.items()},
        today=visit.running.store.clock.today(visit.running.store.zone),
        **refused.shown | {"wrong": {name.partition("-")[0]: reason for name, reason in refused.wrong.items()}},
    )


def _choices(found: CollectionFile, numbers: dict[str, str]) -> list[tuple[str, str, Any]]:
    """The open invoices to choose from: id, number, and what is open and on the books."""
    open_ = [one for one in found.items if one.kind == "invoice"]
    return [(one.item_id, numbers.get(one.item_id, one.clause), one) for one in open_]
