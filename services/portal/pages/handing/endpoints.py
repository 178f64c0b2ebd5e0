"""Handing assets on: the transfers of an asset on its page, and each side's steps as forms in a dialog of it."""

import asyncio
from typing import Annotated, Final

from fastapi import Path, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.assets.classes import class_names
from services.portal.pages.assets.seen import Detail
from services.portal.pages.doing.answering import Place, asked, carried_out, doing_of, sent_to
from services.portal.pages.doing.doing import Begun
from services.portal.pages.drafting.fields import sent
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.handing.doings import (
    ADJUST,
    ADJUSTS,
    APPROVES,
    DOINGS,
    ENTRY,
    MOVE,
    MOVES,
    OFFER,
    PROPOSES,
    RECEIVES,
    STAGES,
)
from services.portal.pages.handing.seen import Transfer, Transfers
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS: Final = "asset.card.read"
CHANGED: Final = "asset-changed"
ROOM: Final = ("/assets", N_("Assets"))
SETTLED: Final = "capitalised"
"""What may be offered to another unit."""
MOST: Final = 50
Name = Annotated[str, Path(pattern="^[a-z-]{1,30}$")]
Of = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$", description="The transfer it is done to")]


NEW: Final = Place("/assets/new", "/assets", "", ROOM, CHANGED)


@routes.get("/assets/new", dependencies=[allowed(ENTRY.permission)])
async def new(visit: Visiting) -> Response:
    return asked(visit, ENTRY, await _blank(visit), NEW)


@routes.post("/assets/new", dependencies=[allowed(ENTRY.permission)])
async def enter(visit: Visiting) -> Response:
    """Enters it, and shows its card."""
    fields = sent(await visit.request.form())
    told, refused = await sent_to(visit, ENTRY, Begun(), ENTRY.path, fields)
    if told.done:
        return RedirectResponse(f"/assets/{told.body['asset_id']}", status_code=303)
    return asked(visit, ENTRY, await _blank(visit, fields.get("unit_id", "")), NEW, refused)


async def _blank(visit: Visit, unit_id: str = "") -> Begun:
    """The classes that there are to choose from."""
    classes = await class_names(visit)
    named = await units_of(visit, [unit_id])
    return Begun(called=named, options={"class_code": [(code, f"{name} {code}") for code, name in classes.items()]})


@routes.get("/assets/{asset_id}/transfers", dependencies=[allowed("asset.transfer.read")])
async def transfers(asset_id: Id, visit: Visiting) -> Response:
    """Every transfer of an asset with what the visitor may do to it; as a part of its page."""
    card, found = await asyncio.gather(
        visit.asking.ask("asset", f"/v1/assets/{asset_id}", Detail),
        visit.asking.ask("asset", "/v1/transfers", Transfers, {"asset_id": asset_id, "limit": MOST}),
    )
    if card.value is None:
        raise NotFoundError
    shown = sorted(found.value.transfers, key=lambda one: one.transfer_id, reverse=True) if found.value else []
    units = await units_of(visit, [unit for one in shown for unit in (one.giver, one.receiver, *one.approvers)])
    return page(
        visit,
        "handing/part.html" if visit.fragment else "handing/part_page.html",
        card=card.value,
        found=found,
        transfers=[(one, open_to(visit, one)) for one in shown],
        offers=card.value.stage == SETTLED
        and not card.value.transfer_id
        and visit.may_on(PROPOSES, card.value.unit_id),
        moves=visit.may_on(MOVES, card.value.unit_id),
        adjusts=card.value.books and visit.may_on(ADJUSTS, card.value.unit_id),
        units=units,
        stages=STAGES,
        doings=DOINGS,
    )


@routes.get("/assets/{asset_id}/deeds/{name}", dependencies=[allowed(READS)])
async def show(asset_id: Id, name: Name, visit: Visiting, of: Of = "") -> Response:
    doing = doing_of(visit, DOINGS, name)
    card = await _card(visit, asset_id)
    return asked(visit, doing, await _begun(visit, card, name, of), _place(card, name, of))


@routes.post("/assets/{asset_id}/deeds/{name}", dependencies=[allowed(READS)])
async def do(asset_id: Id, name: Name, visit: Visiting, of: Of = "") -> Response:
    """Sends it; a second click of the same form is the same deed."""
    doing = doing_of(visit, DOINGS, name)
    card = await _card(visit, asset_id)
    begun, place = await _begun(visit, card, name, of), _place(card, name, of)
    return await carried_out(visit, doing, begun, place, doing.path.format(asset_id=asset_id, of=of))


def open_to(visit: Visit, transfer: Transfer) -> list[str]:
    """What the visitor may do to a transfer now, in the name of one of its sides."""
    match transfer.stage:
        case "proposed" if any(visit.may_on(APPROVES, one) for one in transfer.awaited):
            return ["agree", "decline"]
        case "in_transit" if visit.may_on(RECEIVES, transfer.receiver):
            return ["receive", "refuse"]
        case "returning" if visit.may_on(PROPOSES, transfer.giver):
            return ["take-back"]
        case _:
            return []


def _place(card: Detail, name: str, of: str) -> Place:
    back = f"/assets/{card.asset_id}"
    return Place(f"{back}/deeds/{name}" + (f"?of={of}" if of else ""), back, card.name, ROOM, CHANGED)


async def _card(visit: Visit, asset_id: str) -> Detail:
    found = await visit.asking.ask("asset", f"/v1/assets/{asset_id}", Detail)
    if found.value is None:
        raise NotFoundError
    return found.value


async def _begun(visit: Visit, card: Detail, name: str, of: str) -> Begun:
    """A move begins with where the asset is; an agreement with the units that the visitor may speak for."""
    if name == OFFER:
        return Begun()
    if name == ADJUST:
        return Begun(options={"book": [(one.book, visit.say(TERMS.get(one.book, one.book))) for one in card.books]})
    if name == MOVE:
        holder = card.holder_id or ""
        fields = {"location": card.location, "department": card.department, "holder_id": holder}
        return Begun(fields, called=await names_of(visit, [holder]))
    found = await visit.asking.ask("asset", f"/v1/transfers/{of}", Transfer) if of else None
    if found is None or found.value is None or found.value.asset_id != card.asset_id:
        raise NotFoundError
    own = [one for one in found.value.awaited if visit.may_on(APPROVES, one)]
    named = await units_of(visit, own)
    return Begun(options={"unit_id": [(one, named.get(one, one)) for one in own]})
