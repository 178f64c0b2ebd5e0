"""What a group owes, document by document: the figures are the sums of these, whoever asks."""

from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Numeric, Select, String, bindparam, column, func, select, text

DOCUMENTS: Final = """
WITH RECURSIVE members(customer_id) AS (
    SELECT CAST(:head AS text)
    UNION SELECT g.customer_id FROM customer_groups g JOIN members m ON g.head_id = m.customer_id
),
parties AS (
    SELECT customer_id AS party_id, customer_id FROM members
    UNION SELECT a.customer_id, a.survivor_id FROM customer_aliases a JOIN members m ON a.survivor_id = m.customer_id
),
ours AS (
    SELECT c.contract_id, c.unit_id, c.number, c.state, p.customer_id
    FROM contracts c JOIN parties p ON p.party_id = c.counterparty_id
    WHERE c.direction = 'sales' AND c.amends IS NULL
),
sums AS (
    SELECT b.contract_id, b.currency,
        coalesce(sum(b.amount) FILTER (WHERE kind = 'ordered'), 0) AS ordered,
        coalesce(sum(b.amount) FILTER (WHERE kind = 'delivered'), 0) AS delivered,
        coalesce(sum(b.amount) FILTER (WHERE kind = 'invoiced'), 0) AS invoiced,
        coalesce(sum(b.amount) FILTER (WHERE kind IN ('received', 'taken')), 0)
        - coalesce(sum(b.amount) FILTER (WHERE kind IN ('allocated', 'covered', 'returned')), 0)
        - coalesce(sum(b.amount) FILTER (WHERE kind = 'refunded' AND clause = ''), 0) AS ahead
    FROM ledger_balances b JOIN ours USING (contract_id) GROUP BY b.contract_id, b.currency
)
SELECT 'receivables' AS component, 'invoice' AS kind, i.invoice_id AS document, i.number,
       o.contract_id, o.customer_id, o.unit_id, i.gross - i.credited - i.settled AS amount, i.currency, i.effective_on
FROM invoices i JOIN ours o USING (contract_id) WHERE i.gross - i.credited - i.settled <> 0
UNION ALL
SELECT 'unbilled', 'contract', o.contract_id, o.number, o.contract_id, o.customer_id, o.unit_id,
       s.delivered - s.invoiced, s.currency, CAST(NULL AS date)
FROM sums s JOIN ours o USING (contract_id) WHERE s.delivered > s.invoiced
UNION ALL
SELECT 'open_orders', 'contract', o.contract_id, o.number, o.contract_id, o.customer_id, o.unit_id,
       s.ordered - greatest(s.delivered, s.invoiced), s.currency, NULL
FROM sums s JOIN ours o USING (contract_id)
WHERE s.ordered > greatest(s.delivered, s.invoiced) AND o.state IN ('effective', 'suspended')
UNION ALL
SELECT 'drafts', 'bill', b.bill_id, b.number, o.contract_id, o.customer_id, o.unit_id, b.amount, b.currency, b.issued_on
FROM bills b JOIN ours o USING (contract_id) WHERE b.state IN ('held', 'endorsed', 'discounted')
UNION ALL
SELECT 'advances', 'contract', o.contract_id, o.number, o.contract_id, o.customer_id, o.unit_id,
       -s.ahead, s.currency, NULL
FROM sums s JOIN ours o USING (contract_id) WHERE s.ahead <> 0
UNION ALL
SELECT 'security', 'guarantee', g.guarantee_id, g.number, o.contract_id, o.customer_id, o.unit_id,
       -g."left", g.currency, g.valid_from
FROM guarantees g JOIN ours o USING (contract_id)
WHERE g.given_by = 'counterparty' AND g.state = 'in_force' AND g."left" > 0
  AND CAST(:on AS date) BETWEEN g.valid_from AND g.expires_on
"""
"""Per contract what is invoiced is neither unbilled nor an open order any more, whichever came first. A draft counts
until it is honoured, as far as it covers no invoice it counts against the exposure too.
"""

COLUMNS: Final = (
    *(column(name, String) for name in ("component", "kind", "document", "number")),
    *(column(name, String) for name in ("contract_id", "customer_id", "unit_id")),
    column("amount", Numeric),
    column("currency", String),
    column("effective_on", Date),
)


def documents(head_id: str, on: date) -> Any:
    """Every document that counts for a group on a day, as a subquery."""
    asked = text(DOCUMENTS).bindparams(bindparam("head", head_id), bindparam("on", on))
    return asked.columns(*COLUMNS).subquery("documents")


def sums(head_id: str, on: date) -> Select[Any]:
    """The exposure of a group by customer, component and currency."""
    found = documents(head_id, on)
    by = (found.c.customer_id, found.c.component, found.c.currency)
    return select(*by, func.sum(found.c.amount).label("amount")).group_by(*by).order_by(*by)


def oldest(head_id: str, on: date) -> Select[Any]:
    """The oldest invoice of a group that is open."""
    found = documents(head_id, on)
    due = select(found.c.document, found.c.number, found.c.effective_on)
    owed = due.where(found.c.component == "receivables", found.c.amount > 0)
    return owed.order_by(found.c.effective_on, found.c.document).limit(1)


ORDERED: Final = """
WITH RECURSIVE members(customer_id) AS (
    SELECT CAST(:head AS text)
    UNION SELECT g.customer_id FROM customer_groups g JOIN members m ON g.head_id = m.customer_id
),
parties AS (
    SELECT customer_id AS party_id FROM members
    UNION SELECT a.customer_id FROM customer_aliases a JOIN members m ON a.survivor_id = m.customer_id
)
SELECT o.currency, sum(o.amount) AS amount
FROM orders o JOIN contracts c USING (contract_id) JOIN parties p ON p.party_id = c.counterparty_id
WHERE c.direction = 'sales' AND o.effective_on >= CAST(:first AS date)
  AND o.effective_on < CAST(:first AS date) + interval '1 month'
GROUP BY o.currency ORDER BY o.currency
"""


def ordered_in_month(head_id: str, on: date) -> Any:
    """What a group ordered in the month of a day, by currency."""
    asked = text(ORDERED).bindparams(bindparam("head", head_id), bindparam("first", on.replace(day=1)))
    return asked.columns(column("currency", String), column("amount", Numeric))
