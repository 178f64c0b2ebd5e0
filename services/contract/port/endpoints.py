from typing import Literal

import asyncpg
from sqlalchemy import literal, select

from services.contract.port import handlers
from services.contract.port.adapter import Declined, Taken
from services.contract.port.aggregate import PORT_MESSAGE, PortMessage, Stage
from services.contract.port.events import PortName
from services.contract.port.schemas import (
    HandedOver,
    HandOverBody,
    MessageAnswer,
    MessageList,
    MessageMoved,
    SettlementBody,
)
from services.contract.port.tables import port_messages
from shared.eventstore.aggregate import Stream
from shared.security.visibility import visible
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.book.read")]
HAND_OVER = [allowed("contract.book.hand_over")]
SEEN = visible(port_messages.c.unit_id, literal("contract-").concat(port_messages.c.contract_id))
State = Literal["queued", "sending", "accepted", "refused", "unknown"]


@routes.post("/v1/port-messages", status_code=201, dependencies=HAND_OVER)
async def hand_over(body: HandOverBody, work: Command) -> HandedOver:
    """Hands documents over to another system: all of them, or none where one can't leave."""
    if len(set(body.documents)) != len(body.documents):
        raise InvalidFieldError("/documents", "a document is named twice")
    return HandedOver(items=[_moved(await handlers.hand_over(work, body.port, one)) for one in body.documents])


@routes.post("/v1/port-messages/{message_id}/settlement", status_code=201, dependencies=HAND_OVER)
async def settle(message_id: Id, body: SettlementBody, work: Command) -> MessageMoved:
    """Says what somebody found out about a message whose outcome is unknown."""
    message = await work.load(PORT_MESSAGE, message_id, must_exist=True)
    if message.state.stage is not Stage.UNKNOWN:
        raise NotPossibleNowError(message.state.stage, body)
    if (body.outcome == "accepted") != (body.foreign_number is not None):
        raise InvalidFieldError("/foreign_number", "a number is named where it was accepted, and nowhere else")
    if (body.outcome == "refused") != (body.code is not None):
        raise InvalidFieldError("/code", "a code is named where it was refused, and nowhere else")
    outcome = Taken(body.foreign_number) if body.foreign_number else Declined(body.code or "")
    return _moved(await handlers.note_outcome(work, message_id, outcome, "person"))


@routes.post("/v1/port-messages/{message_id}/inquiry", status_code=201, dependencies=HAND_OVER)
async def ask(message_id: Id, work: Command) -> MessageMoved:
    """Asks the other side now about a message whose outcome is unknown; it is never sent again."""
    return _moved(await handlers.ask_now(work, message_id))


@routes.get("/v1/port-messages", dependencies=READ)
async def list_messages(
    work: Query, page: Page, port: PortName | None = None, state: State | None = None, contract_id: Id | None = None
) -> MessageList:
    """What left by ports and what came of it, the newest documents first."""
    chosen = select(port_messages).where(SEEN)
    for column, wanted in (
        (port_messages.c.port, port),
        (port_messages.c.stage, state),
        (port_messages.c.contract_id, contract_id),
    ):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    rows = await page_of(work, chosen, [port_messages.c.document.desc(), port_messages.c.message_id], page)
    return MessageList(items=[_shown(row) for row in rows])


@routes.get("/v1/port-messages/{message_id}", dependencies=READ)
async def show(message_id: Id, work: Query) -> MessageAnswer:
    """One message."""
    row = await work.row(select(port_messages).where(port_messages.c.message_id == message_id, SEEN))
    if row is None:
        raise NotFoundError
    return _shown(row)


def _moved(message: Stream[PortMessage]) -> MessageMoved:
    return MessageMoved(message_id=message.id, state=message.state.stage, version=message.version)


def _shown(row: asyncpg.Record) -> MessageAnswer:
    known = dict(row)
    return MessageAnswer(**{name: known.get(name, row["stage"]) for name in MessageAnswer.model_fields})
