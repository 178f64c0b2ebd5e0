"""A decision: what is asked with the difference before one's eyes, and the yes or no, in a dialog of any page."""

import asyncio
from typing import Annotated, Literal

from fastapi import Form, Response

from services.portal.pages.approval.difference import difference
from services.portal.pages.approval.seen import Contract, Lines, Round, Text
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.values.ids import Id

routes = page_router()


@routes.get("/approvals/{approval_id}")
async def show(approval_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, approval_id, wrong="")


@routes.post("/approvals/{approval_id}/decision")
async def decide(
    approval_id: Id,
    visit: Visiting,
    decision: Annotated[Literal["approve", "reject"], Form()],
    key: Annotated[str, Form(max_length=100)],
    text_hash: Annotated[str, Form(pattern="^([0-9a-f]{64})?$")] = "",
    comment: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Sends it in the visitor's name; a second click of the same form is the same decision."""
    said = {"decision": decision, "text_hash": text_hash or None, "comment": comment.strip() or None}
    told = await visit.asking.tell("contract", f"/v1/approvals/{approval_id}/decisions", said, key=key)
    if not told.done:
        return await _shown(visit, approval_id, wrong=told.why)
    answer = page(visit, "approval/decided.html", approval_id=approval_id, decision=decision)
    answer.headers["HX-Trigger"] = "approvals-changed"
    return answer


async def _shown(visit: Visit, approval_id: str, *, wrong: str) -> Response:
    ask = visit.asking.ask
    found = await ask("contract", f"/v1/approvals/{approval_id}", Round)
    if found.state == "none":
        raise NotFoundError
    contract = text = rounds = None
    names: dict[str, str] = {}
    pieces = []
    if found.value is not None:
        about = found.value.about
        path = f"/v1/contracts/{about}"
        contract, text, rounds, names = await asyncio.gather(
            ask("contract", path, Contract),
            ask("contract", f"{path}/text", Text, {"hash": found.value.text_hash}),
            ask("contract", "/v1/approvals", Lines, {"subject": found.value.subject}),
            names_of(visit, [found.value.drafter, *(one.person for one in found.value.history)]),
        )
        earlier = [one for one in (rounds.value.items if rounds.value else []) if one.round == found.value.round - 1]
        if earlier and text.value is not None:
            old = await ask("contract", f"{path}/text", Text, {"hash": earlier[0].text_hash})
            pieces = difference(old.value.words, text.value.words) if old.value is not None else []
    return page(
        visit,
        "approval/dialog.html" if visit.fragment else "approval/page.html",
        found=found,
        contract=contract,
        text=text,
        pieces=pieces,
        names=names,
        wrong=wrong,
    )
