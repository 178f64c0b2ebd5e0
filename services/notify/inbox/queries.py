"""What lies in somebody's inbox, rendered in the reader's language."""

from typing import Final

import asyncpg
from sqlalchemy import Select, select
from sqlalchemy.sql.elements import ColumnElement

from services.notify.inbox.live import settled_place
from services.notify.inbox.schemas import InboxEntry, InboxMoot
from services.notify.message.aggregate import Stage
from services.notify.tables import messages
from services.notify.template.catalogue import TEMPLATES
from services.notify.template.rendering import told
from shared.eventstore.work import Work
from shared.security.visibility import visible

MOST_AT_ONCE = 100
LYING: Final = (Stage.DELIVERED, Stage.MOOT)
"""What lies in the inbox: what tells of something open, and what of something that is over by now."""


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
        columns.moot_at,
    ).where(*_lies_with(person))


def _lies_with(person: str) -> list[ColumnElement[bool]]:
    columns = messages.c
    return [
        columns.recipient == person,
        columns.channel == "inbox",
        columns.stage.in_(LYING),
        visible(columns.unit_id, "inbox-" + columns.recipient),
    ]


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
        moot_at=row["moot_at"],
    )


async def newer(work: Work, person: str, after: int, locale: str | None) -> list[InboxEntry | InboxMoot]:
    """What was delivered, and what came to be over, behind a place, in order, as far as nothing can appear before it
    any more.
    """
    bound: int = await work.value(settled_place())
    arrived, ended = messages.c.place, messages.c.moot_place
    behind = inbox_of(person).where(arrived > after, arrived <= bound).order_by(arrived)
    over = select(messages.c.message_id, ended.label("place"), messages.c.moot_at).where(*_lies_with(person))
    moot = over.where(ended > after, ended <= bound).order_by(ended)
    found: list[InboxEntry | InboxMoot] = [
        *[entry(row, locale) for row in await work.rows(behind.limit(MOST_AT_ONCE))],
        *[InboxMoot(**row) for row in await work.rows(moot.limit(MOST_AT_ONCE))],
    ]
    return sorted(found, key=lambda one: one.place)[:MOST_AT_ONCE]
