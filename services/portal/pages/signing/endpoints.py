"""Contracts out for signatures: who was asked and where each stands, and the page on which a member of staff signs."""

import asyncio
from typing import Annotated, Final, Literal
from urllib.parse import quote

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.approval.document import blocks_of, parted
from services.portal.pages.approval.seen import Text
from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.signing.opening import PATIENCE, ROLES, SENDS
from services.portal.pages.signing.seen import Approved, Rows, Scans, Signing
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.contract.read"
SIGNS: Final = "contract.approval.sign"
LINES: Final = 50
Key = Annotated[str, Form(max_length=100)]
Reason = Annotated[str, Form(max_length=4000)]
Hash = Annotated[str, Form(pattern="^[0-9a-f]{64}$")]


@routes.get("/signings", dependencies=[allowed(READS)])
async def index(
    visit: Visiting,
    which: Annotated[Literal["mine", "open", "halted", "completed", "void", "all"], Query()] = "mine",
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """What waits for the visitor's signature, or all signings in a state."""
    asked = {"cursor": cursor, "limit": LINES}
    narrowed = {"mine": "true"} if which == "mine" else {"stage": which} if which != "all" else {}
    found, scans = await asyncio.gather(
        visit.asking.ask("contract", "/v1/signings", Rows, {**asked, **narrowed}),
        visit.asking.ask("contract", "/v1/scans", Scans, {"waiting": "true", "limit": LINES}),
    )
    names = await names_of(visit, [one.owner_id for one in found.value.items] if found.value else [])
    return page(visit, "signing/list.html", found=found, scans=scans, names=names, which=which)


@routes.get("/contracts/{contract_id}/signings", dependencies=[allowed(READS)])
async def of_contract(contract_id: Id, visit: Visiting) -> Response:
    """Every signing of a contract with everybody asked, and its scans; as a part of its page."""
    ask = visit.asking.ask
    rows, scans, contract = await asyncio.gather(
        ask("contract", "/v1/signings", Rows, {"contract_id": contract_id, "limit": 10}),
        ask("contract", "/v1/scans", Scans, {"contract_id": contract_id, "limit": 10}),
        ask("contract", f"/v1/contracts/{contract_id}", Approved),
    )
    if contract.state == "none":
        raise NotFoundError
    shown = [one.signing_id for one in rows.value.items] if rows.value else []
    signings = await asyncio.gather(*(ask("contract", f"/v1/signings/{one}", Signing) for one in shown))
    people = [one.registered_by for one in scans.value.items] if scans.value else []
    template = "signing/part.html" if visit.fragment else "signing/part_page.html"
    return page(
        visit,
        template,
        contract=contract,
        rows=rows,
        signings=signings,
        scans=scans,
        roles=ROLES,
        names=await names_of(visit, people),
    )


@routes.get("/signings/{signing_id}", dependencies=[allowed(READS)])
async def show(signing_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, signing_id)


@routes.get("/signings/{signing_id}/document", dependencies=[allowed(READS)])
async def document(signing_id: Id, visit: Visiting, shown: Annotated[bool, Query()] = False) -> Response:  # noqa: FBT002 - a query parameter
    """The PDF with the signatures that stand in it so far."""
    return await fetched(visit, "contract", f"/v1/signings/{signing_id}/document", shown=shown)


@routes.post("/signings/{signing_id}/invitations", dependencies=[allowed(SENDS)])
async def invite(
    signing_id: Id, visit: Visiting, key: Key, signatory_id: Annotated[Id, Form(max_length=36)]
) -> Response:
    """A way in for somebody without an account, shown once to whoever passes it on."""
    path = f"/v1/signings/{signing_id}/invitations"
    told = await visit.asking.tell("contract", path, {"signatory_id": signatory_id}, key=key)
    if not told.done:
        return await _shown(visit, signing_id, told.why, told.status)
    base = str(visit.request.base_url).rstrip("/")
    # Behind the # it stays in the browser: no server and no log ever sees the token in an address.
    link = f"{base}/invitation#{told.body['token']}"
    return await _shown(visit, signing_id, link=link, invited=signatory_id)


@routes.post("/signings/{signing_id}/resending", dependencies=[allowed(SENDS)])
async def ask_again(
    signing_id: Id, visit: Visiting, key: Key, signatory_id: Annotated[Id, Form(max_length=36)]
) -> Response:
    body = {"signatory_id": signatory_id}
    told = await visit.asking.tell("contract", f"/v1/signings/{signing_id}/resending", body, key=key)
    return await _after(visit, signing_id, told)


@routes.post("/signings/{signing_id}/voiding", dependencies=[allowed(SENDS)])
async def void(
    signing_id: Id, visit: Visiting, key: Key, version: Annotated[int, Form(ge=1)], reason: Reason
) -> Response:
    path, body = f"/v1/signings/{signing_id}/voiding", {"reason": reason.strip()}
    told = await visit.asking.tell("contract", path, body, key=key, version=version)
    return await _after(visit, signing_id, told)


@routes.get("/signings/{signing_id}/sign", dependencies=[allowed(SIGNS)])
async def sign_page(signing_id: Id, visit: Visiting) -> Response:
    return await _signing(visit, signing_id)


@routes.post("/signings/{signing_id}/opening", dependencies=[allowed(SIGNS)])
async def open_document(signing_id: Id, visit: Visiting, key: Key) -> Response:
    """Whoever is asked has the document before them; the first look is kept."""
    told = await visit.asking.tell("contract", f"/v1/signings/{signing_id}/opening", {}, key=key)
    return await _signed(visit, signing_id, told)


@routes.post("/signings/{signing_id}/signature", dependencies=[allowed(SIGNS)])
async def sign(signing_id: Id, visit: Visiting, key: Key, pdf_hash: Hash) -> Response:
    path = f"/v1/signings/{signing_id}/signatures"
    body = {"pdf_hash": pdf_hash}
    return await _signed(visit, signing_id, await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE))


@routes.post("/signings/{signing_id}/declination", dependencies=[allowed(SIGNS)])
async def decline(signing_id: Id, visit: Visiting, key: Key, reason: Reason = "") -> Response:
    path = f"/v1/signings/{signing_id}/declination"
    told = await visit.asking.tell("contract", path, {"reason": reason.strip()}, key=key)
    return await _signed(visit, signing_id, told)


async def _after(visit: Visit, signing_id: str, told: Told) -> Response:
    if not told.done:
        return await _shown(visit, signing_id, told.why, told.status)
    return RedirectResponse(f"/signings/{signing_id}", status_code=303)


async def _signed(visit: Visit, signing_id: str, told: Told) -> Response:
    if not told.done:
        return await _signing(visit, signing_id, told.why, told.status)
    return RedirectResponse(f"/signings/{signing_id}/sign", status_code=303)


async def _shown(
    visit: Visit, signing_id: str, why: str = "", status: int = 200, link: str = "", invited: str = ""
) -> Response:
    found = await visit.asking.ask("contract", f"/v1/signings/{signing_id}", Signing)
    if found.state == "none":
        raise NotFoundError
    about = found.value.contract_id if found.value else ""
    contract, names = await asyncio.gather(
        visit.asking.ask("contract", f"/v1/contracts/{about}", Approved),
        names_of(visit, [found.value.opened_by] if found.value else []),
    )
    seats = found.value.signatories if found.value else []
    to = next((one for one in seats if one.signatory_id == invited), None)
    return page(
        visit,
        "signing/one.html",
        status,
        found=found,
        contract=contract,
        names=names,
        roles=ROLES,
        why=why,
        link=link,
        to=to,
        mail=_mail(visit, contract.value.title if contract.value else "", link) if link else "",
        mine=[one for one in seats if one.kind == "staff" and one.person == visit.staff_id],
    )


def _mail(visit: Visit, title: str, link: str) -> str:
    """A mail with the invitation, for the visitor's own mail program."""
    words = visit.say("Please read and sign “%(title)s”: %(link)s") % {"title": title, "link": link}
    return f"mailto:?subject={quote(title)}&body={quote(words)}"


async def _signing(visit: Visit, signing_id: str, why: str = "", status: int = 200) -> Response:
    ask = visit.asking.ask
    found = await ask("contract", f"/v1/signings/{signing_id}", Signing)
    if found.state == "none":
        raise NotFoundError
    contract = text = None
    if found.value is not None:
        path = f"/v1/contracts/{found.value.contract_id}"
        contract, text = await asyncio.gather(
            ask("contract", path, Approved), ask("contract", f"{path}/text", Text, {"hash": found.value.text_hash})
        )
    seats = found.value.signatories if found.value else []
    mine = [one for one in seats if one.kind == "staff" and one.person == visit.staff_id]
    return page(
        visit,
        "signing/sign.html",
        status,
        found=found,
        contract=contract,
        blocks=[*blocks_of(parted(text.value.words)[0])] if text and text.value else [],
        mine=next((one for one in mine if one.answer == "invited"), mine[0] if mine else None),
        roles=ROLES,
        why=why,
    )
