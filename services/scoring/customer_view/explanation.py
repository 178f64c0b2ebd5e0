"""The facts behind a figure: the rows it is made of and what they make, in one look at the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.scoring.customer_view.figures import (
    ALLOCATED,
    AS_KIND,
    HERE,
    ISSUED,
    NARROWED,
    OF_A_CONTRACT,
    OF_A_CUSTOMER,
    OF_A_UNIT,
    OPEN,
    PLACED,
    SETTLED_BY,
    TAKEN,
    WHOLES,
    Figure,
    worn,
)
from services.scoring.customer_view.queries import ALWAYS
from services.scoring.customer_view.statement import AT, FAMILY, KNOWN, VISIBLE
from services.scoring.customer_view.unit_figures import BELOW, WITHIN
from services.scoring.folding.extraction import service_of_stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.web.explaining import PUT_TOGETHER, Explained, Explanation
from shared.web.paging import PageWanted

NAMES: Final = {"$1::text": "CAST(:subject AS text)", "$1": ":subject", "$2": ":day", "$3": ":known_at"}


def named(statement: str) -> str:
    """The places of a written statement as parameters with names."""
    for place, name in NAMES.items():
        statement = statement.replace(place, name)
    return statement


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts: the figures there are, the statements before, and the condition on each row; `here` is the condition
    on where an asset is.
    """

    figures: Mapping[str, Figure]
    before: str
    condition: str
    here: str = VISIBLE


OF_FAMILY: Final = "customer_id = ANY (ARRAY(SELECT id FROM family))"
CUSTOMER: Final = Scope(OF_A_CUSTOMER, f"{FAMILY},", f"{OF_FAMILY} AND {KNOWN}")
CONTRACT: Final = Scope(OF_A_CONTRACT, "", f"contract_id = $1 AND {KNOWN}")
UNIT: Final = Scope(OF_A_UNIT, "", WITHIN, BELOW)

HEAD: Final = "stream, version, line, unit_id, recorded_at, effective_on"


def _of_table(table: str, currency: str = "currency") -> str:
    return f"SELECT *, kind AS said, {currency} AS currency_of FROM {table} WHERE {{scope}}"  # nosec B608  # constants


def _owed() -> str:
    said = ", ".join(f"{{0}}.{name.strip()}" for name in HEAD.split(","))
    columns = f"{said}, {{0}}.kind, {{0}}.kind AS said, {{0}}.currency, {{0}}.currency AS currency_of"
    invoice, payment = columns.format("o"), columns.format("p")
    return f"""
    SELECT {invoice}, o.amount, o.days FROM open_items o
    UNION ALL
    SELECT {payment}, -p.amount, o.days FROM open_items o JOIN paid p USING (invoice_id, currency)
    """  # nosec B608  # assembled from constants of the code only


OPEN_ITEMS: Final = f"""
issued AS (SELECT * FROM invoices WHERE {ISSUED} AND {{scope}}),
paid AS (
    SELECT {HEAD}, kind, currency, invoice_id, amount FROM payments WHERE {ALLOCATED} AND {{scope}}
    UNION ALL
    SELECT {HEAD}, kind, currency, invoice_id, {SETTLED_BY} FROM adjustments
    WHERE invoice_id IN (SELECT invoice_id FROM issued) AND {{known}} AND {VISIBLE}
),
open_items AS (
    SELECT * FROM (
        SELECT i.*, $2 - i.due_on AS days, i.amount - coalesce(p.amount, 0) AS owed
        FROM issued i
        LEFT JOIN (SELECT invoice_id, currency, sum(amount) AS amount FROM paid GROUP BY 1, 2) p
        USING (invoice_id, currency)
    ) each WHERE {OPEN}
),
"""  # nosec B608  # assembled from constants of the code only

_LAST: Final = (
    "SELECT DISTINCT ON (asset_id) * FROM asset_facts WHERE {which} AND {{known}} ORDER BY asset_id, version DESC, line"
)
ASSETS: Final = f"""
placed AS ({_LAST.format(which=PLACED)}),
here AS (SELECT asset_id FROM placed WHERE {HERE} AND {{here}}),
last_taken AS ({_LAST.format(which=TAKEN)}),
taken AS (
    SELECT {HEAD}, asset_id, {AS_KIND} AS kind, kind AS said, cost AS amount, currency, currency AS currency_of
    FROM last_taken WHERE asset_id IN (SELECT asset_id FROM here)
),
worn AS (
    SELECT {", ".join(f"w.{name.strip()}" for name in HEAD.split(","))}, t.kind, w.kind AS said,
           w.accumulated AS amount, t.currency, t.currency AS currency_of
    FROM ({_LAST.format(which=worn(":book"))}) w JOIN taken t USING (asset_id)
),
"""  # nosec B608  # assembled from constants of the code only
_VALUED: Final = f"{HEAD}, kind, said, currency, currency_of"

SOURCES: Final[dict[str, tuple[str, str]]] = {
    "payments": ("", _of_table("payments")),
    "purchases": ("", _of_table("purchases")),
    "agreed": (
        "",
        """
        SELECT DISTINCT ON (contract_id) *, kind AS said, currency AS currency_of FROM contract_facts
        WHERE amount IS NOT NULL AND {scope} ORDER BY contract_id, effective_on DESC, recorded_at DESC, version DESC
        """,
    ),
    "bookings": ("", _of_table("bookings")),
    "owed": (OPEN_ITEMS, _owed()),
    "contacts": (
        "",
        """
        SELECT DISTINCT ON (stream) *, kind AS said, NULL::text AS currency_of FROM customer_facts
        WHERE kind IN ('contact-added', 'contact-gone') AND {scope} ORDER BY stream, version DESC
        """,
    ),
    "taken": (ASSETS, "SELECT * FROM taken"),
    "worn": (ASSETS, "SELECT * FROM worn"),
    "valued": (
        ASSETS,
        f"SELECT {_VALUED}, amount FROM taken UNION ALL SELECT {_VALUED}, -amount FROM worn",  # nosec B608  # constants of the code only
    ),
}
"""Where facts of each name come from: what is written before, and the rows."""


def statement_of(scope: Scope, figure: Figure) -> str:
    """The rows of a figure, each with what all of them make, parameters by name."""
    before, rows = SOURCES[figure.facts]
    filled = f"{before}facts AS ({rows})".format(scope=scope.condition, known=AT, here=scope.here)
    return named(
        f"WITH RECURSIVE {scope.before} {filled}, parts AS MATERIALIZED ("  # nosec B608  # constants of the code only
        f" SELECT {HEAD}, said AS kind, currency_of AS currency, {figure.value} AS value, {figure.counted} AS counted"
        f" FROM facts WHERE {figure.condition()}),"
        f" whole AS (SELECT {WHOLES[figure.whole]} AS whole, count(*)::int AS number FROM parts) {PUT_TOGETHER}"
    )


def _explanations(scope: Scope) -> dict[str, Explanation]:
    return {
        name: Explanation(name, figure.whole, statement_of(scope, figure), service_of_stream)
        for name, figure in scope.figures.items()
    }


EXPLANATIONS: Final = {id(scope): _explanations(scope) for scope in (CUSTOMER, CONTRACT, UNIT)}


def figure_of(scope: Scope, name: str, given: Mapping[str, str | None]) -> Figure:
    """The figure of that name, told apart by what it must be; `NotFoundError` for no such figure."""
    figure = scope.figures.get(name)
    if figure is None:
        raise NotFoundError
    for one in NARROWED:
        if one in figure.by and given.get(one) is None:
            raise InvalidFieldError(f"/query/{one}", f"The figure is told apart by {one}.")
        if one not in figure.by and given.get(one) is not None:
            raise InvalidFieldError(f"/query/{one}", f"The figure is not told apart by {one}.")
    if given.get("book") is not None and not figure.in_book:
        raise InvalidFieldError("/query/book", "The figure is the same in every book.")
    return figure


async def explain(
    work: Work,
    scope: Scope,
    subject: str,
    figure: Figure,
    given: Mapping[str, str | None],
    as_of: date | None,
    known_at: datetime | None,
    page: PageWanted,
) -> Explained:
    """The figure of a subject as of a day (today unless given), as known at a moment (now unless given)."""
    when = {"day": as_of or work.context.today, "known_at": known_at or ALWAYS}
    values = {"book": None, **given, "subject": subject, **when}
    return await EXPLANATIONS[id(scope)][figure.name].told(work, values, page)
