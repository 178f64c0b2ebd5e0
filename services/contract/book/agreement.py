"""Whether the sum of the events, the balances shown and the postings of contracts are the same, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
from sqlalchemy import ColumnElement, Numeric, String, column, text

from services.contract.accounts.events import AccountsMapped
from services.contract.accounts.mapping import SIGN
from services.contract.book.queries import postings
from shared.eventstore.work import Work
from shared.values.money import Money

SAID: Final = """
WITH chosen AS MATERIALIZED (
    SELECT contract_id, direction, currency FROM ledgers
    WHERE contract_id > :after AND (CAST(:only AS text) IS NULL OR contract_id = :only)
    ORDER BY contract_id LIMIT :most
),
said AS (
    SELECT o.contract_id, e.data ->> 'kind' AS kind, sum((e.data -> 'amount' ->> 'amount')::numeric) AS amount
    FROM chosen o JOIN LATERAL (
        SELECT convert_from(data, 'UTF8')::jsonb AS data FROM events
        WHERE stream_id IN ('ledger-' || o.contract_id, 'arrears-' || o.contract_id)
          AND type IN ('ledger.booked.v1', 'ledger.adjusted.v1', 'ledger.accrued.v1', 'arrears.impaired.v1')
    ) e ON true GROUP BY 1, 2
),
shown AS (
    SELECT b.contract_id, b.kind, sum(b.amount) AS amount FROM ledger_balances b JOIN chosen USING (contract_id)
    GROUP BY 1, 2
    UNION ALL
    SELECT m.contract_id, m.kind, sum(m.amount) FROM impairments m JOIN chosen USING (contract_id) GROUP BY 1, 2
),
kept AS (
    SELECT b.contract_id, b.kind, sum(b.amount) AS amount, sum(coalesce(i.net, c.net, b.amount)) AS net,
           sum(coalesce(i.tax, c.tax, 0)) AS tax
    FROM (
        SELECT contract_id, kind, document, amount FROM bookings
        UNION ALL
        SELECT contract_id, kind, document, amount FROM impairments
    ) b JOIN chosen USING (contract_id)
    LEFT JOIN invoices i ON b.kind = 'invoiced' AND i.invoice_id = b.document
    LEFT JOIN credit_notes c ON b.kind = 'credited' AND c.credit_id = b.document
    GROUP BY 1, 2
)
SELECT o.contract_id, o.direction, o.currency, k.kind, coalesce(said.amount, 0) AS said,
       coalesce(shown.amount, 0) AS shown, coalesce(kept.amount, 0) AS gross, coalesce(kept.net, 0) AS net,
       coalesce(kept.tax, 0) AS tax, 'any' AS instrument
FROM chosen o
LEFT JOIN LATERAL (
    SELECT kind FROM said WHERE said.contract_id = o.contract_id
    UNION SELECT kind FROM shown WHERE shown.contract_id = o.contract_id
    UNION SELECT kind FROM kept WHERE kept.contract_id = o.contract_id
) k ON true
LEFT JOIN said ON said.contract_id = o.contract_id AND said.kind = k.kind
LEFT JOIN shown ON shown.contract_id = o.contract_id AND shown.kind = k.kind
LEFT JOIN kept ON kept.contract_id = o.contract_id AND kept.kind = k.kind
ORDER BY o.contract_id, k.kind
"""
COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    *(column(name, String) for name in ("contract_id", "direction", "currency", "kind", "instrument")),
    *(column(name, Numeric) for name in ("said", "shown", "gross", "net", "tax")),
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """One kind of bookings of one contract: by its events, as shown, and on each side of its postings."""

    contract_id: str
    kind: str
    said: Money
    shown: Money
    debit: Money
    credit: Money

    @property
    def agrees(self) -> bool:
        return self.said == self.shown == self.debit == self.credit


@dataclass(frozen=True, slots=True)
class Compared:
    """How many contracts were looked at, the last of them, and each of their kinds."""

    contracts: int
    last: str | None
    kinds: Sequence[Agreed]


async def compared(work: Work, mapping: AccountsMapped, *, after: str, most: int, only: str | None = None) -> Compared:
    """The contracts behind `after`, `most` of them, or one only."""
    statement = text(SAID).bindparams(after=after, most=most, only=only).columns(*COLUMNS)
    rows = await work.rows(statement)
    looked_at = sorted({row["contract_id"] for row in rows})
    kinds = [_agreed(row, mapping) for row in rows if row["kind"] is not None]
    return Compared(len(looked_at), looked_at[-1] if looked_at else None, kinds)


def _agreed(row: asyncpg.Record, mapping: AccountsMapped) -> Agreed:
    currency = row["currency"]
    sides = {side: Money.zero(currency) for side in SIGN}
    for one in postings(row, mapping):
        sides[one.side] += one.amount
    return Agreed(
        contract_id=row["contract_id"],
        kind=row["kind"],
        said=Money.of(row["said"], currency),
        shown=Money.of(row["shown"], currency),
        debit=sides["debit"],
        credit=sides["credit"],
    )
