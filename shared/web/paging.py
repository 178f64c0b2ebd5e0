"""Lists page by page: by the last row's keys, never by an offset, with the way on in the header Link (RFC 8288)."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, TypeVar

import asyncpg
from fastapi import Depends, Request, Response
from fastapi import Query as QueryParameter
from sqlalchemy import Column, ColumnElement, Select, Text, and_, literal, literal_column, or_, tuple_
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError

T = TypeVar("T")

MOST: Final = 200
LONGEST_CURSOR: Final = 1000

READ: Final[Mapping[type, Callable[[str], Any]]] = {
    str: str,
    int: int,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}
"""How a key's text in a cursor becomes the value of its column."""


BY_TEXT: Final = Column("key", Text)


@dataclass(frozen=True, slots=True)
class PageWanted:
    """What a list's caller asked for, and where the header goes."""

    limit: int
    cursor: str | None
    request: Request
    response: Response


async def _page(
    request: Request,
    response: Response,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 50,
    cursor: Annotated[str | None, QueryParameter(max_length=LONGEST_CURSOR)] = None,
) -> PageWanted:
    return PageWanted(limit, cursor, request, response)


Page = Annotated[PageWanted, Depends(_page)]
"""Declares `limit` (up to 200) and `cursor` on a list."""


async def page_of(
    work: Work, statement: Select[Any], keys: Sequence[ColumnElement[Any]], page: PageWanted
) -> list[asyncpg.Record]:
    """One page of the statement's rows, ordered by `keys`; sets `Link: <…>; rel="next"` when there are more.

    `keys` together are unique and never null, each a column of the statement's rows, `.desc()` where descending.
    """
    # Written out: of a place for a number the planner, once it plans for all values, expects a tenth of all rows.
    ordered = statement.order_by(*keys).limit(literal_column(str(page.limit + 1)))
    if page.cursor is not None:
        ordered = ordered.where(_behind(keys, _values(keys, page.cursor)))
    rows = await work.rows(ordered)
    if len(rows) > page.limit:
        rows = rows[: page.limit]
        _link(page, _cursor([rows[-1][_column(key)[0].key] for key in keys]))
    return rows


def page_among(found: Sequence[T], key: Callable[[T], str], page: PageWanted) -> Sequence[T]:
    """`page_of` for what no one statement gives: `found` is in the order of its keys, each a text and unique."""
    if page.cursor is not None:
        [last] = _values([BY_TEXT], page.cursor)
        found = [one for one in found if key(one) > last]
    if len(found) > page.limit:
        found = found[: page.limit]
        _link(page, _cursor([key(found[-1])]))
    return found


def _link(page: PageWanted, cursor: str) -> None:
    following = page.request.url.include_query_params(cursor=cursor)
    page.response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'


def _column(key: ColumnElement[Any]) -> tuple[Any, bool]:
    if isinstance(key, UnaryExpression) and key.modifier is operators.desc_op:
        return key.element, True
    return key, False


def _behind(keys: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    columns = [_column(key) for key in keys]
    directions = {descending for _, descending in columns}
    if len(directions) == 1:
        # One comparison of rows is what an index over the keys can answer.
        row = tuple_(*(column for column, _ in columns))
        last = tuple_(*(literal(value, column.type) for (column, _), value in zip(columns, values, strict=True)))
        return row < last if directions == {True} else row > last
    alternatives = []
    for place, ((column, descending), value) in enumerate(zip(columns, values, strict=True)):
        same = [earlier == known for (earlier, _), known in zip(columns[:place], values, strict=False)]
        alternatives.append(and_(*same, column < value if descending else column > value))
    return or_(*alternatives)


def _cursor(values: Sequence[Any]) -> str:
    texts = [_text(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(texts, ensure_ascii=False).encode()).decode()


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _values(keys: Sequence[ColumnElement[Any]], cursor: str) -> list[Any]:
    try:
        return [_value(_column(key)[0], text) for key, text in zip(keys, _texts(cursor), strict=True)]
    except (binascii.Error, ValueError, TypeError, InvalidOperation) as error:
        raise InvalidFieldError("/query/cursor", "The cursor is not one that this list gave.") from error


def _texts(cursor: str) -> list[Any]:
    texts = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
    if not isinstance(texts, list):
        raise TypeError
    return texts


def _value(column: Any, text: Any) -> Any:
    if not isinstance(text, str) or "\0" in text or not text.isprintable():
        raise TypeError
    value = READ[column.type.python_type](text)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError
    return value
