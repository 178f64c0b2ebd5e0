"""The ledger as its readers see it."""

from typing import Any

import asyncpg
from sqlalchemy import Select, select

from services.notify.message.schemas import LedgerLine
from services.notify.tables import messages
from services.notify.template.catalogue import TEMPLATES
from services.notify.template.rendering import TemplateTextError, told
from shared.security.visibility import visible

KEPT = [name for name in LedgerLine.model_fields if name != "title"]


def lines_seen() -> Select[Any]:
    """Every message of the caller's units, and those to the caller."""
    columns = [messages.c[name] for name in (*KEPT, "locale")]
    return select(*columns).where(visible(messages.c.unit_id, "inbox-" + messages.c.recipient))


def line_of(row: asyncpg.Record, locale: str | None) -> LedgerLine:
    """A line, with what was told in the wanted language or the recipient's own."""
    kept = {name: row[name] for name in KEPT}
    return LedgerLine(**{**kept, "about": row["about"] or row["subject"], "title": _title(row, locale)})


def _title(row: asyncpg.Record, locale: str | None) -> str | None:
    """A ledger outlives templates: what one that is gone, or that has come to need other facts, said is not guessed."""
    template = TEMPLATES.get(row["template"])
    if template is None:
        return None
    try:
        return told(template, locale or row["locale"], {**row["facts"], "name": ""}).title
    except TemplateTextError:
        return None
