"""The statements that keep a person findable, for projections."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, Executable, LargeBinary, Text, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from services.customer.search import tokens
from services.customer.search.tables import search_tokens
from shared.eventstore.event import ERASED, Recorded


def findable(
    r: Recorded[Any], customer_id: str, name: str | None, numbers: Sequence[tuple[str, str]]
) -> Iterable[Executable]:
    """Gives a person its tokens in place of earlier ones; an erased person gets none."""
    if r.version > 1:
        yield forgotten(r.stream)
    pieces: set[str] = set()
    if name is not None and name != ERASED:
        pieces |= tokens.of_name(name)
    for kind, value in numbers:
        if value != ERASED:
            pieces |= tokens.of_number(kind, value)
    if pieces:
        found = tokens.keyed(pieces, tokens.search_key())
        rows = select(
            func.unnest(bindparam(None, found, ARRAY(LargeBinary), unique=True)),
            bindparam(None, r.stream, Text, unique=True),
            bindparam(None, customer_id, Text, unique=True),
            bindparam(None, r.unit, Text, unique=True),
        )
        yield insert(search_tokens).from_select(["token", "stream", "customer_id", "unit_id"], rows)


def forgotten(stream: str) -> Executable:
    """Takes a person out of the search."""
    return delete(search_tokens).where(search_tokens.c.stream == stream)
