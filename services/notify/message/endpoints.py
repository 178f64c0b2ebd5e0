"""The ledger of messages, and the decision on those whose outcome nobody knows."""

from typing import Annotated, Any

from fastapi import Query as QueryParameter
from sqlalchemy import select

from services.notify.message.aggregate import Stage
from services.notify.message.handlers import decide_outcome
from services.notify.message.schemas import DecisionBody, LedgerAnswer, LedgerLine, MessageAnswer
from services.notify.tables import messages
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()

Filter = Annotated[str | None, QueryParameter(max_length=120)]
LINE = tuple(messages.c[name] for name in LedgerLine.model_fields)


@routes.get("/v1/messages", dependencies=[allowed("notify.message.read")])
async def ledger(
    work: Query,
    page: Page,
    subject: Filter = None,
    recipient: Filter = None,
    rule: Filter = None,
    stage: Stage | None = None,
) -> LedgerAnswer:
    wanted: dict[str, Any] = {"subject": subject, "recipient": recipient, "rule": rule, "stage": stage}
    lines = select(*LINE).where(visible(messages.c.unit_id, "inbox-" + messages.c.recipient))
    for name, value in wanted.items():
        if value is not None:
            lines = lines.where(messages.c[name] == value)
    rows = await page_of(work, lines, [messages.c.intended_at.desc(), messages.c.message_id.desc()], page)
    return LedgerAnswer(messages=[LedgerLine(**row) for row in rows])


@routes.get("/v1/messages/{message_id}", dependencies=[allowed("notify.message.read")])
async def line(message_id: Id, work: Query) -> LedgerLine:
    seen = visible(messages.c.unit_id, "inbox-" + messages.c.recipient)
    row = await work.row(select(*LINE).where(messages.c.message_id == message_id, seen))
    if row is None:
        raise NotFoundError
    return LedgerLine(**row)


@routes.post("/v1/messages/{message_id}/decision", dependencies=[allowed("notify.message.decide")])
async def decide(message_id: Id, body: DecisionBody, work: Command) -> MessageAnswer:
    message = await decide_outcome(work, message_id, body.outcome)
    return MessageAnswer(message_id=message_id, stage=message.state.stage, version=message.version)
