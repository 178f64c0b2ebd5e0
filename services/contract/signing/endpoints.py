from typing import Annotated, Any

from fastapi import Query as QueryParameter
from fastapi import Request
from starlette.responses import Response

from services.contract.contract import queries as contract_queries
from services.contract.documents import document
from services.contract.settings import contract_settings
from services.contract.signatory.aggregate import SIGNATORY
from services.contract.signing import handlers, queries
from services.contract.signing.aggregate import SIGNING
from services.contract.signing.document import document_of
from services.contract.signing.errors import NotASignatoryError
from services.contract.signing.handlers import Hand
from services.contract.signing.inviting import issue_invitation
from services.contract.signing.people import groups_of
from services.contract.signing.proving import address_of
from services.contract.signing.schemas import (
    DeclineBody,
    InvitationAnswer,
    OpenedAnswer,
    SignatoryAnswer,
    SignatoryNamedBody,
    SignatoryShown,
    SignBody,
    SigningAnswer,
    SigningBody,
    SigningList,
    SigningMoved,
    SigningRow,
    Stage,
)
from services.contract.signing.state import Answer, Signing
from services.contract.signing.tables import signings
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Here, IfMatch, Others, Page, Query, allowed, page_of, router

routes = router()

PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {}}, "description": "The file as it stands"},
    304: {"description": "The caller has these bytes"},
}


def moved(signing: Stream[Signing]) -> SigningMoved:
    """Where a signing stands."""
    state = signing.state
    return SigningMoved(
        signing_id=signing.id,
        contract_id=signing.key,
        stage=state.stage,
        pdf_hash=state.opened.pdf_hash if state.opened else "",
        current_hash=state.current,
        version=signing.version,
    )


def address(request: Request) -> str:
    """From where a request came."""
    return request.client.host if request.client else ""


@routes.post("/v1/contracts/{contract_id}/signings", status_code=201, dependencies=[allowed("contract.contract.sign")])
async def open_signing(contract_id: Id, body: SigningBody, work: Command, here: Here, others: Others) -> SigningMoved:
    """Makes the PDF of an approved contract and asks the first group to sign it, or has a signing platform ask."""
    row = await contract_queries.one(work, contract_id)
    if body.platform and contract_settings().signing_url is None:
        raise InvalidFieldError("/platform", "the installation has no signing platform")
    groups, people = await groups_of(work, others, body.groups, row["unit_id"], row["counterparty_id"])
    sealer = here.store.sealer
    given = (contract_id, new_id(), groups, people)
    return moved(await handlers.open_signing(work, sealer, *given, platform=body.platform))


@routes.get("/v1/signings", dependencies=[allowed("contract.contract.read")])
async def list_signings(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    stage: Stage | None = None,
    mine: Annotated[bool, QueryParameter(description="Only those in which it is the caller's turn")] = False,  # noqa: FBT002 - a query parameter
) -> SigningList:
    """Signings of contracts that the caller sees, or of those that wait for the caller."""
    chosen = queries.listed(contract_id, work.context.actor if mine else None, stage)
    rows = await page_of(work, chosen, [signings.c.signing_id.desc()], page)
    return SigningList(items=[SigningRow(**{name: row[name] for name in SigningRow.model_fields}) for row in rows])


@routes.get("/v1/signings/{signing_id}", dependencies=[allowed("contract.contract.read")])
async def show(
    signing_id: Id,
    work: Query,
    here: Here,
) -> SigningAnswer:
    """One signing with everybody asked, and why somebody declined or it was called off."""
    row = await queries.one(work, signing_id)
    seats = await queries.signatories_of(work, signing_id)
    stream = SIGNING.stream(signing_id)
    said, *reasons = await work.unseal_all([(stream, one["sealed"]) for one in (row, *seats)])
    told = [await _shown(work, here, seat, why.get("reason")) for seat, why in zip(seats, reasons, strict=True)]
    known = {name: row[name] for name in SigningRow.model_fields}
    return SigningAnswer(**known, reason=said.get("reason"), signatories=told)


async def _shown(work: Work, here: Here, seat: Any, reason: str | None) -> SignatoryShown:
    known = (await work.load(SIGNATORY, seat["signatory_id"])).state
    said = {name: seat[name] for name in SignatoryAnswer.model_fields}
    came_from = await address_of(work, here.store.sealer, seat["signatory_id"], "signed")
    return SignatoryShown(**said, name=known.name, organisation=known.organisation, address=came_from, reason=reason)


@routes.get(
    "/v1/signings/{signing_id}/document",
    dependencies=[allowed("contract.contract.read")],
    response_class=Response,
    responses=PDF,
)
async def show_document(signing_id: Id, request: Request, work: Query, here: Here) -> Response:
    """The PDF with the signatures that stand in it so far."""
    row = await queries.one(work, signing_id)
    data = await document_of(work, here.store.sealer, signing_id)
    return document(request, data, row["current_hash"], "application/pdf", f"{row['number']}.pdf")


async def _hand(work: Work, request: Request, signing_id: str) -> Hand:
    """Which signatory of a signing that they see the caller is; raises `NotASignatoryError`."""
    await queries.one(work, signing_id)
    rows = await queries.signatories_of(work, signing_id)
    mine = [row for row in rows if row["kind"] == "staff" and row["person"] == work.context.actor]
    if not mine:
        raise NotASignatoryError
    asked = next((row for row in mine if row["answer"] == Answer.INVITED), mine[0])
    return Hand(asked["signatory_id"], "session", address(request))


@routes.post("/v1/signings/{signing_id}/opening", status_code=201, dependencies=[allowed("contract.approval.sign")])
async def open_document(signing_id: Id, request: Request, work: Command, here: Here) -> OpenedAnswer:
    """The caller, who is asked to sign, has the document before them."""
    hand = await _hand(work, request, signing_id)
    signing = await handlers.open_document(work, here.store.sealer, signing_id, hand)
    at = signing.state.seat(hand.signatory_id).opened_at
    where = moved(signing)
    return OpenedAnswer(signing_id=signing.id, opened_at=at, pdf_hash=where.pdf_hash, version=signing.version)


@routes.post("/v1/signings/{signing_id}/signatures", status_code=201, dependencies=[allowed("contract.approval.sign")])
async def sign(signing_id: Id, body: SignBody, request: Request, work: Command, here: Here) -> SigningMoved:
    """The caller signs."""
    hand = await _hand(work, request, signing_id)
    return moved(await handlers.sign_document(work, here.store.sealer, signing_id, hand, body.pdf_hash))


@routes.post("/v1/signings/{signing_id}/declination", status_code=201, dependencies=[allowed("contract.approval.sign")])
async def decline(signing_id: Id, body: DeclineBody, request: Request, work: Command, here: Here) -> SigningMoved:
    """The caller does not sign, and says why."""
    hand = await _hand(work, request, signing_id)
    return moved(await handlers.decline_signature(work, here.store.sealer, signing_id, hand, body.reason))


@routes.post("/v1/signings/{signing_id}/invitations", status_code=201, dependencies=[allowed("contract.contract.sign")])
async def invite(signing_id: Id, body: SignatoryNamedBody, work: Command) -> InvitationAnswer:
    """Makes a one-time way in for a signatory without an account; earlier ones no longer open anything."""
    signing, token, expires_at = await issue_invitation(work, signing_id, body.signatory_id)
    return InvitationAnswer(**moved(signing).model_dump(), token=token, expires_at=expires_at)


@routes.post("/v1/signings/{signing_id}/resending", status_code=201, dependencies=[allowed("contract.contract.sign")])
async def ask_again(signing_id: Id, body: SignatoryNamedBody, work: Command) -> SigningMoved:
    """Asks a signatory again who declined, let it run out, or lost the invitation."""
    return moved(await handlers.ask_again(work, signing_id, body.signatory_id))


@routes.post("/v1/signings/{signing_id}/voiding", status_code=201, dependencies=[allowed("contract.contract.sign")])
async def void(signing_id: Id, body: DeclineBody, if_match: IfMatch, work: Command) -> SigningMoved:
    """Ends the signing; the contract is approved as before and can be sent out anew."""
    return moved(await handlers.void_signing(work, signing_id, if_match, body.reason))
