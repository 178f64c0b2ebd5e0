"""How a contract ends and where it is kept: what is open, amendments, notice, end, archive, holds, copies, seals."""

import asyncio
from collections.abc import Mapping
from typing import Final

from fastapi import Response

from services.portal.pages.by_clause.seen import Contract
from services.portal.pages.deeds.table import DEEDS, possible
from services.portal.pages.ending.seen import (
    Amendments,
    Completion,
    CopiesList,
    EarlierAmendments,
    Holds,
    SealUses,
)
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.words import N_
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.contract.read"
BY_STATE: Final[Mapping[str, tuple[str, ...]]] = {
    "approved": ("early-work",),
    "signing": ("early-work",),
    "effective": ("suspension", "completion", "termination"),
    "suspended": ("resumption", "termination"),
    "completed": ("archiving",),
    "terminated": ("archiving",),
    "expired": ("archiving",),
}
"""What may be done to a contract in each of its states."""
DRAFTED: Final[Mapping[str, str]] = {
    "amendment": N_("Amend"),
    "extension": N_("Extend"),
    "assignment": N_("Assign the contract"),
}
"""What is drafted, approved and signed as a contract is."""
OPEN_KINDS: Final[Mapping[str, str]] = {
    "order": N_("ordered and not delivered"),
    "acceptance": N_("delivered and not accepted"),
    "invoice": N_("invoice not settled"),
    "retention": N_("retention money kept back"),
    "receipt": N_("receipt not allocated"),
    "advance": N_("advance not set off"),
    "deposit": N_("earnest money not set off"),
    "guarantee": N_("guarantee in force"),
    "obligation": N_("obligation not met"),
    "handover": N_("not handed over yet"),
    "copies": N_("copies that are out"),
    "bill": N_("bills not honoured yet"),
    "direct_debit": N_("direct debit not answered"),
    "held_order": N_("order held"),
    "amendment": N_("amendment not in effect yet"),
}
"""What may be open of a contract."""


@routes.get("/contracts/{contract_id}/ending", dependencies=[allowed(READS)])
async def show(contract_id: Id, visit: Visiting) -> Response:
    """As a part of the contract's page, again whenever something was done."""
    ask, own, its = visit.asking.ask, f"/v1/contracts/{contract_id}", {"contract_id": contract_id, "limit": MOST}
    papers = asyncio.gather(
        ask("contract", f"{own}/holds", Holds, {"limit": MOST}),
        ask("contract", "/v1/copies", CopiesList, its),
        ask("contract", "/v1/seal-uses", SealUses, its),
    )
    contract, completion, amendments, earlier = await asyncio.gather(
        ask("contract", own, Contract),
        ask("contract", f"{own}/completion", Completion),
        ask("contract", f"{own}/amendments", Amendments, {"limit": MOST}),
        ask("contract", f"{own}/imported-amendments", EarlierAmendments, {"limit": MOST}),
    )
    holds, copies, seals = await papers
    if contract.state == "none":
        raise NotFoundError
    people = [one.responsible for one in copies.value.items] if copies.value else []
    people += [one.keeper_id for one in seals.value.items] if seals.value else []
    return page(
        visit,
        "ending/part.html" if visit.fragment else "ending/page.html",
        contract=contract,
        completion=completion,
        amendments=amendments,
        earlier=earlier,
        holds=holds,
        copies=copies,
        seals=seals,
        names=await names_of(visit, people),
        kinds=OPEN_KINDS,
        by_state=BY_STATE,
        amending=DRAFTED,
        deeds=DEEDS,
        may=possible(visit),
    )
