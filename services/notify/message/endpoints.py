"""The ledger of messages, and the decision on those whose outcome nobody knows."""

from typing import Annotated, Any, Literal

from fastapi import Query as QueryParameter

from services.notify.message.aggregate import Stage
from services.notify.message.handlers import decide_outcome
from services.notify.message.queries import line_of, lines_seen
from services.notify.message.schemas import DecisionBody, LedgerAnswer, LedgerLine, MessageAnswer
from services.notify.tables import messages
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()

Filter = Annotated[str | None, QueryParameter(max_length=120)]
Locale = Literal["zh-CN", "en"] | None


@routes.get("/v1/messages", dependencies=[allowed("notify.message.read")])
async def ledger(
    work: Query,
    page: Page,
    subject: Filter = None,
    about: Filter = None,
    cause: Filter = None,
    recipient: Filter = None,
    rule: Filter = None,
    stage: Stage | None = None,
    locale: Locale = None,
) -> LedgerAnswer:
    """The last intended first. `about` is the stream of what a message tells of, `cause` the event that it follows
    from (`contract-<id>@7`).
    """
    wanted: dict[str, Any] = {"subject": subject, "about": about, "cause": cause}
    wanted |= {"recipient": recipient, "rule": rule, "stage": stage}
    lines = lines_seen()
    for name, value in wanted.items():
        if value is not None:
            lines = lines.where(messages.c[name] == value)
    rows = await page_of(work, lines, [messages.c.intended_at.desc(), messages.c.message_id.desc()], page)
    return LedgerAnswer(messages=[line_of(row, locale) for row in rows])


@routes.get("/v1/messages/{message_id}", dependencies=[allowed("notify.message.read")])
async def line(message_id: Id, work: Query, locale: Locale = None) -> LedgerLine:
    row = await work.row(lines_seen().where(messages.c.message_id == message_id))
    if row is None:
        raise NotFoundError
    return line_of(row, locale)


@routes.post("/v1/messages/{message_id}/decision", dependencies=[allowed("notify.message.decide")])
async def decide(message_id: Id, body: DecisionBody, work: Command) -> MessageAnswer:
    message = await decide_outcome(work, message_id, body.outcome)
    return MessageAnswer(message_id=message_id, stage=message.state.stage, version=message.version)
