"""What somebody from outside does with an invitation. The token is the whole right: it stands in the body, never in an
address, and opens one signatory's seat in one signing.
"""

from fastapi import Request
from sqlalchemy import select
from starlette.responses import Response

from services.contract.contract.tables import contracts
from services.contract.signatory.aggregate import SIGNATORY
from services.contract.signing import handlers
from services.contract.signing.aggregate import SIGNING
from services.contract.signing.document import document_of
from services.contract.signing.endpoints import PDF, address, moved
from services.contract.signing.errors import InvitationOverError
from services.contract.signing.handlers import Hand
from services.contract.signing.inviting import Way, way_of
from services.contract.signing.schemas import (
    InvitedAnswer,
    SigningMoved,
    TokenBody,
    TokenDeclineBody,
    TokenSignBody,
)
from shared.eventstore.work import Work
from shared.web.routing import Here, OwnCommand, Transactions, public, router

routes = router()


@routes.post("/v1/invitation/opening", status_code=201, dependencies=[public()])
async def open_document(body: TokenBody, request: Request, work: OwnCommand, here: Here) -> InvitedAnswer:
    """What there is to sign; the first look is kept."""
    way = await way_of(work, body.token)
    await handlers.open_document(work, here.store.sealer, way.signing_id, _hand(way, request))
    return await _invited(work, way)


@routes.post("/v1/invitation/document", dependencies=[public()], response_class=Response, responses={200: PDF[200]})
async def show_document(body: TokenBody, caller: Transactions, here: Here) -> Response:
    """The PDF with the signatures that stand in it so far."""
    async with caller.begin_own() as work:
        way = await way_of(work, body.token)
        data = await document_of(work, here.store.sealer, way.signing_id)
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(data, headers=headers, media_type="application/pdf")


@routes.post("/v1/invitation/signature", status_code=201, dependencies=[public()])
async def sign(body: TokenSignBody, request: Request, work: OwnCommand, here: Here) -> SigningMoved:
    """Signs; the invitation is used up."""
    way = await way_of(work, body.token)
    sealer = here.store.sealer
    return moved(await handlers.sign_document(work, sealer, way.signing_id, _hand(way, request), body.pdf_hash))


@routes.post("/v1/invitation/declination", status_code=201, dependencies=[public()])
async def decline(body: TokenDeclineBody, request: Request, work: OwnCommand, here: Here) -> SigningMoved:
    """Does not sign, and says why; the invitation is used up."""
    way = await way_of(work, body.token)
    sealer = here.store.sealer
    return moved(await handlers.decline_signature(work, sealer, way.signing_id, _hand(way, request), body.reason))


def _hand(way: Way, request: Request) -> Hand:
    return Hand(way.signatory_id, "invitation", address(request))


async def _invited(work: Work, way: Way) -> InvitedAnswer:
    signing = (await work.load(SIGNING, way.signing_id, must_exist=True)).state
    one, opened = signing.signatory(way.signatory_id), signing.opened
    if one is None or opened is None:
        raise InvitationOverError
    known = (await work.load(SIGNATORY, way.signatory_id, must_exist=True)).state
    title = await work.value(select(contracts.c.title).where(contracts.c.contract_id == opened.contract_id))
    seat = signing.seat(way.signatory_id)
    return InvitedAnswer(
        number=opened.number,
        title=title or "",
        side=one.side,
        role=one.role,
        name=known.name,
        stage=signing.stage,
        answer=seat.answer,
        pdf_hash=opened.pdf_hash,
        current_hash=signing.current,
        expires_at=seat.expires_at,
    )
