"""What lies in somebody's inbox, rendered in the reader's language."""

import asyncpg
from sqlalchemy import Select, select

from services.notify.inbox.live import settled_place
from services.notify.inbox.schemas import InboxEntry
from services.notify.message.aggregate import Stage
from services.notify.tables import messages
from services.notify.template.catalogue import TEMPLATES
from services.notify.template.rendering import told
from shared.eventstore.work import Work
from shared.security.visibility import visible

MOST_AT_ONCE = 100


def inbox_of(person: str) -> Select[tuple[object, ...]]:
    """The delivered messages of one person."""
    columns = messages.c
    return select(
        columns.message_id,
        columns.place,
        columns.subject,
        columns.rule,
        columns.template,
        columns.locale,
        columns.facts,
        columns.settled_at,
    ).where(
        columns.recipient == person,
        columns.channel == "inbox",
        columns.stage == Stage.DELIVERED,
        visible(columns.unit_id, "inbox-" + columns.recipient),
    )


def entry(row: asyncpg.Record, locale: str | None) -> InboxEntry:
    """One line of the inbox, in the wanted language or the person's own."""
    text = told(TEMPLATES[row["template"]], locale or row["locale"], {**row["facts"], "name": ""})
    return InboxEntry(
        message_id=row["message_id"],
        place=row["place"],
        title=text.title,
        body=text.body,
        subject=row["subject"],
        rule=row["rule"],
        arrived_at=row["settled_at"],
    )


async def newer(work: Work, person: str, after: int, locale: str | None) -> list[InboxEntry]:
    """What was delivered behind a place, in order, as far as nothing can appear before it any more."""
    bound: int = await work.value(settled_place())
    behind = inbox_of(person).where(messages.c.place > after, messages.c.place <= bound)
    rows = await work.rows(behind.order_by(messages.c.place).limit(MOST_AT_ONCE))
    return [entry(row, locale) for row in rows]
