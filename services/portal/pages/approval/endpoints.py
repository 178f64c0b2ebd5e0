"""A decision: what is asked with the difference before one's eyes, and the yes or no, in a dialog of any page."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, Literal

from fastapi import Form, Response

from services.portal.pages.approval.difference import Piece, difference
from services.portal.pages.approval.document import Block, Facts, Row, blocks_of, parted
from services.portal.pages.approval.route import Stop, route_of
from services.portal.pages.approval.seen import Contract, Lines, Named, Round, Text
from services.portal.pages.approval.subjects import subject_of
from services.portal.pages.credit.why import why_of
from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.formats import Formats
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_, locale_of
from shared.values.errors import NotFoundError
from shared.values.ids import Id

routes = page_router()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is read: its parts, its facts, and what of both changed since the round before."""

    blocks: Sequence[Block] = ()
    facts: Sequence[Row] = ()
    pieces: Sequence[Piece] = ()
    compared: bool = False


NOTHING: Final = Reading()
DONE: Final[Mapping[str, str]] = {
    "approve": N_("Approved"),
    "reject": N_("Rejected"),
    "return": N_("Sent back"),
    "opinion asked": N_("Opinion asked for"),
    "opinion given": N_("Opinion given"),
    "delegate": N_("Handed to another"),
    "withdraw": N_("Taken back"),
}
"""What a dialog says once it is done, by what was done."""


@routes.get("/approvals/{approval_id}")
async def show(approval_id: Id, visit: Visiting) -> Response:
    return await shown(visit, approval_id)


@routes.post("/approvals/{approval_id}/decision")
async def decide(
    approval_id: Id,
    visit: Visiting,
    decision: Annotated[Literal["approve", "reject"], Form()],
    key: Annotated[str, Form(max_length=100)],
    step: Annotated[str, Form(pattern="^([a-z][a-z0-9_]{0,39})?$")] = "",
    text_hash: Annotated[str, Form(pattern="^([0-9a-f]{64})?$")] = "",
    comment: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Sends it in the visitor's name; a second click of the same form is the same decision."""
    said = {"decision": decision, "text_hash": text_hash or None, "comment": comment.strip() or None}
    path = f"/v1/approvals/{approval_id}/decisions"
    told = await visit.asking.tell("contract", path, {**said, "step": step or None}, key=key)
    return await answered(visit, approval_id, decision, told)


async def answered(visit: Visit, approval_id: str, done: str, told: Told) -> Response:
    """What came of a form: done, or the question once more with what was wrong."""
    if not told.done:
        return await shown(visit, approval_id, wrong=told.why)
    answer = page(visit, "approval/decided.html", approval_id=approval_id, title=DONE[done])
    answer.headers["HX-Trigger"] = "approvals-changed"
    return answer


async def shown(visit: Visit, approval_id: str, *, wrong: str = "") -> Response:
    """The question with the route it takes and all that may be done with it."""
    ask = visit.asking.ask
    found = await ask("contract", f"/v1/approvals/{approval_id}", Round)
    if found.state == "none":
        raise NotFoundError
    contract = text = rounds = subject = None
    names: dict[str, str] = {}
    stops: list[Stop] = []
    read = NOTHING
    if found.value is not None:
        stops, names = await route_of(visit, found.value)
    if found.value is not None and not found.value.subject.startswith("contract-"):
        subject = await subject_of(visit, found.value)
    elif found.value is not None:
        path = f"/v1/contracts/{found.value.about}"
        contract, text, rounds = await asyncio.gather(
            ask("contract", path, Contract),
            ask("contract", f"{path}/text", Text, {"hash": found.value.text_hash}),
            ask("contract", "/v1/approvals", Lines, {"subject": found.value.subject}),
        )
        earlier = [one for one in (rounds.value.items if rounds.value else []) if one.round == found.value.round - 1]
        old = await ask("contract", f"{path}/text", Text, {"hash": earlier[0].text_hash}) if earlier else None
        if text.value is not None:
            before = old.value.words if old and old.value else None
            read = await _read(visit, before, text.value.words, contract.value)
    today = visit.running.store.clock.today(visit.running.store.zone)
    return page(
        visit,
        "approval/dialog.html" if visit.fragment else "approval/page.html",
        found=found,
        subject=subject,
        contract=contract,
        text=text,
        read=read,
        names=names,
        stops=stops,
        span=(today, today + timedelta(days=7)),
        wrong=wrong,
        why_of=why_of,
    )


async def _read(visit: Visit, before: str | None, words: str, contract: Contract | None) -> Reading:
    document, figures = parted(words)
    earlier, old = parted(before) if before is not None else ("", None)
    facts: list[Row] = []
    if figures is not None:
        formats = Formats(locale_of(visit.language), visit.running.store.zone)
        parties = await _parties(visit, {one.counterparty_id for one in (figures, old) if one}, contract)
        facts = Facts(formats, visit.say, parties, contract.amount_kind if contract else "").compared(old, figures)
    pieces = difference(earlier, document) if before is not None else []
    return Reading(list(blocks_of(document)), facts, pieces, compared=before is not None)


async def _parties(visit: Visit, ids: set[str], contract: Contract | None) -> dict[str, str]:
    """Names of counterparties: the contract tells its own, the customer service any other."""
    known = {contract.counterparty_id: contract.counterparty_name or ""} if contract else {}
    asked = [one for one in sorted(ids) if not known.get(one)]
    found = await asyncio.gather(*(visit.asking.ask("customer", f"/v1/customers/{one}", Named) for one in asked))
    told = {one: part.value.name or "" for one, part in zip(asked, found, strict=True) if part.value}
    return {one: name for one, name in {**known, **told}.items() if name}
