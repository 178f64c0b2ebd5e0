"""Bookings as they are posted."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import asyncpg
from sqlalchemy import ColumnElement, Date, Integer, Numeric, Select, String, column, func, select, text

from services.contract.accounts.events import AccountsMapped
from services.contract.accounts.mapping import Booking, Posting, accounts_of, postings_of
from services.contract.book.aggregate import following
from services.contract.book.tables import closed_periods
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.money import Money

POSTED: Final = """
SELECT b.contract_id, b.stream, b.version, b.unit_id, l.direction,
       CASE WHEN b.opening AND b.kind IN ('invoiced', 'paid', 'received') THEN 'opening' || b.kind
            ELSE b.kind END AS kind,
       b.document, b.currency, b.effective_on,
       CASE WHEN b.kind = 'refunded' AND b.invoice_id IS NOT NULL THEN 'invoice'
            WHEN l.direction = 'sales' THEN coalesce(came.instrument, 'payment')
            ELSE coalesce(m.instrument, 'payment') END AS instrument,
       b.amount AS gross, coalesce(i.net, c.net, b.amount) AS net, coalesce(i.tax, c.tax, 0) AS tax,
       greatest(to_char(b.effective_on, 'YYYY-MM'), late.period) AS period
FROM (
    SELECT contract_id, 'ledger' AS stream, version, unit_id, kind, document, of, clause, phase, invoice_id, amount,
           currency, effective_on, opening FROM bookings
    UNION ALL
    SELECT contract_id, 'arrears', version, unit_id, kind, document, NULL, clause, phase, invoice_id, amount,
           currency, effective_on, false FROM impairments
) b
JOIN ledgers l ON l.contract_id = b.contract_id
LEFT JOIN ledger_limits m ON m.contract_id = b.contract_id AND m.clause = b.clause AND m.phase = b.phase
LEFT JOIN LATERAL (
    SELECT rm.instrument FROM bookings r
    JOIN ledger_limits rm ON rm.contract_id = r.contract_id AND rm.clause = r.clause AND rm.phase = r.phase
    WHERE l.direction = 'sales' AND r.contract_id = b.contract_id AND r.kind = 'received'
      AND r.document = coalesce(b.of, b.document)
    LIMIT 1
) came ON true
LEFT JOIN invoices i ON b.kind = 'invoiced' AND i.invoice_id = b.document
LEFT JOIN credit_notes c ON b.kind = 'credited' AND c.credit_id = b.document
LEFT JOIN LATERAL (
    SELECT to_char(to_date(max(p.period), 'YYYY-MM') + interval '1 month', 'YYYY-MM') AS period
    FROM closed_periods p
    JOIN unit_closure u ON u.ancestor = p.unit_id AND u.descendant = b.unit_id
    JOIN events closing ON closing.stream_id = 'book-' || p.book_id AND closing.version = p.version
    JOIN events booking ON booking.stream_id = b.stream || '-' || b.contract_id AND booking.version = b.version
    WHERE p.book = :book AND closing.position < booking.position
) late ON true
WHERE b.effective_on < :until AND (b.effective_on >= :since OR :late)
"""
"""A booking is posted in the month of its day, or in the first that was open where its event stands in the store."""

COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    *(column(name, String) for name in ("contract_id", "unit_id", "kind", "direction", "document", "currency")),
    *(column(name, String) for name in ("stream", "instrument", "period")),
    column("version", Integer),
    column("effective_on", Date),
    *(column(name, Numeric) for name in ("gross", "net", "tax")),
)


async def posted_in(
    work: Work, book: str, period: str, unit: str | None = None, contract_id: str | None = None
) -> Select[Any]:
    """Bookings of visible units that are posted in a period; of a unit with all below it, of one contract.

    Bookings of earlier days are among them where the period before was closed, and only then looked for.
    """
    since, until = first_day(period), first_day(following(period))
    before = f"{since - timedelta(days=1):%Y-%m}"
    closed = select(closed_periods.c.book_id).where(closed_periods.c.book == book, closed_periods.c.period == before)
    late = await work.value(closed.limit(1)) is not None
    written = text(POSTED).bindparams(book=book, since=since, until=until, late=late)
    found = written.columns(*COLUMNS).subquery("posted")
    chosen = select(found).where(found.c.period == period, visible(found.c.unit_id))
    if unit is not None:
        below = text("SELECT descendant FROM unit_closure WHERE ancestor = :unit").bindparams(unit=unit)
        chosen = chosen.where(found.c.unit_id.in_(below.columns(column("descendant", String))))
    return chosen if contract_id is None else chosen.where(found.c.contract_id == contract_id)


def first_day(period: str) -> date:
    """The first day of a month."""
    return date(int(period[:4]), int(period[5:]), 1)


def key_of(statement: Select[Any]) -> list[Any]:
    """What orders bookings, none like another."""
    columns = statement.selected_columns
    return [columns.effective_on, columns.contract_id, columns.stream, columns.version]


def postings(row: asyncpg.Record, mapping: AccountsMapped) -> list[Posting]:
    """The postings of a row of bookings, or of many bookings that were added up."""
    money = {name: Money.of(row[name], row["currency"]) for name in ("gross", "net", "tax")}
    booking = Booking(kind=row["kind"], direction=row["direction"], instrument=row["instrument"], **money)
    return postings_of(booking, accounts_of(mapping.lines))


async def sums_in(work: Work, statement: Select[Any]) -> Sequence[asyncpg.Record]:
    """The bookings added up by what decides about their accounts."""
    found = statement.subquery("found")
    same = (found.c.kind, found.c.direction, found.c.instrument, found.c.currency)
    sums = [func.sum(found.c[name]).label(name) for name in ("gross", "net", "tax")]
    return await work.rows(select(*same, *sums).group_by(*same).order_by(*same))
