"""What a group owes, document by document: the figures are the sums of these, whoever asks."""

from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Numeric, Select, String, bindparam, column, func, select, text

GROUP: Final = """
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
),
performed AS (
    SELECT 'unbilled' AS component, o.contract_id, o.number, o.customer_id, o.unit_id, s.currency,
           s.delivered - s.invoiced AS amount
    FROM sums s JOIN ours o USING (contract_id) WHERE s.delivered > s.invoiced
    UNION ALL
    SELECT 'open_orders', o.contract_id, o.number, o.customer_id, o.unit_id, s.currency,
           s.ordered - greatest(s.delivered, s.invoiced)
    FROM sums s JOIN ours o USING (contract_id)
    WHERE s.ordered > greatest(s.delivered, s.invoiced) AND o.state IN ('effective', 'suspended')
),
waiting AS (
    SELECT r.collected_id, r.source, r.source_id, r.unit_id, r.currency, r.effective_on, r.amount, r.said, p.customer_id
    FROM collected_records r JOIN parties p ON p.party_id = r.counterparty_id
    WHERE r.kind = 'order' AND r.state = 'waiting' AND r.direction = 'sales'
),
followed AS (
    SELECT f.collected_id, f.kind, f.source_id, f.amount, f.effective_on, f.said, f.follows
    FROM collected_records f JOIN waiting w ON f.follows = w.collected_id WHERE f.state = 'waiting'
),
came AS (
    SELECT w.*, coalesce(d.amount, 0) AS delivered, coalesce(i.amount, 0) AS invoiced
    FROM waiting w
    LEFT JOIN LATERAL (
        SELECT round(sum((l.line->'amount'->>'amount')::numeric * (q.line->>'quantity')::numeric
                         / (l.line->>'quantity')::numeric), scale(w.amount)) AS amount
        FROM followed f
        CROSS JOIN LATERAL jsonb_array_elements(f.said->'quantities') AS q(line)
        JOIN LATERAL jsonb_array_elements(w.said->'lines') AS l(line) ON l.line->'line' = q.line->'line'
        WHERE f.follows = w.collected_id AND f.kind = 'delivery'
    ) d ON true
    LEFT JOIN LATERAL (
        SELECT sum(f.amount) AS amount FROM followed f WHERE f.follows = w.collected_id AND f.kind = 'invoice'
    ) i ON true
)
"""
BY_CONTRACT: Final = """
SELECT p.component, 'contract' AS kind, p.contract_id AS document, p.number, p.contract_id, p.customer_id, p.unit_id,
       p.amount, p.currency, CAST(NULL AS date) AS effective_on
FROM performed p
"""
ORDERS: Final = """,
delivered AS (
    SELECT d.order_id, sum(b.amount) AS amount
    FROM bookings b JOIN deliveries d ON d.delivery_id = b.document
    WHERE b.kind = 'delivered' AND b.contract_id IN (SELECT contract_id FROM performed) GROUP BY d.order_id
),
invoiced AS (
    SELECT i.order_id, sum(i.gross) AS amount FROM invoices i
    WHERE i.order_id IS NOT NULL AND i.contract_id IN (SELECT contract_id FROM performed) GROUP BY i.order_id
),
parts AS (
    SELECT p.component, o.order_id, o.contract_id, p.number, p.customer_id, p.unit_id, o.currency, o.effective_on,
           CASE p.component WHEN 'unbilled' THEN coalesce(d.amount, 0) - coalesce(i.amount, 0)
                ELSE o.amount - greatest(coalesce(d.amount, 0), coalesce(i.amount, 0)) END AS amount
    FROM performed p JOIN orders o USING (contract_id)
    LEFT JOIN delivered d USING (order_id) LEFT JOIN invoiced i USING (order_id)
)
"""
BY_ORDER: Final = """
SELECT t.component, 'order' AS kind, t.order_id AS document, t.number, t.contract_id, t.customer_id, t.unit_id,
       t.amount, t.currency, t.effective_on
FROM parts t WHERE t.amount > 0
UNION ALL
SELECT p.component, 'contract', p.contract_id, p.number, p.contract_id, p.customer_id, p.unit_id,
       p.amount - coalesce(known.amount, 0), p.currency, NULL
FROM performed p LEFT JOIN LATERAL (
    SELECT sum(t.amount) AS amount FROM parts t
    WHERE t.contract_id = p.contract_id AND t.component = p.component AND t.amount > 0
) known ON true
WHERE p.amount <> coalesce(known.amount, 0)
"""
"""What of a contract no order says, or says too much, is the contract's own: invoices that name no order, and what was
delivered or invoiced beyond an order.
"""
OTHERS: Final = """
UNION ALL
SELECT 'receivables', 'invoice', i.invoice_id, i.number, o.contract_id, o.customer_id, o.unit_id,
       i.gross - i.credited - i.settled, i.currency, i.effective_on
FROM invoices i JOIN ours o USING (contract_id) WHERE i.gross - i.credited - i.settled <> 0
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
WAITING: Final = """
UNION ALL
SELECT 'open_orders', 'waiting_order', w.collected_id, w.source_id, NULL, w.customer_id, w.unit_id,
       w.amount - greatest(w.delivered, w.invoiced), w.currency, w.effective_on
FROM came w WHERE w.amount > greatest(w.delivered, w.invoiced)
UNION ALL
SELECT 'unbilled', 'waiting_order', w.collected_id, w.source_id, NULL, w.customer_id, w.unit_id,
       least(w.delivered, w.amount) - w.invoiced, w.currency, w.effective_on
FROM came w WHERE least(w.delivered, w.amount) > w.invoiced
UNION ALL
SELECT 'receivables', 'waiting_invoice', f.collected_id, f.said->>'number', NULL, w.customer_id, w.unit_id,
       f.amount - coalesce(paid.amount, 0), w.currency, f.effective_on
FROM followed f JOIN waiting w ON w.collected_id = f.follows
LEFT JOIN LATERAL (
    SELECT sum(m.amount) AS amount FROM followed m
    WHERE m.follows = f.follows AND m.kind = 'receipt' AND m.said->>'invoice' = f.source_id
) paid ON true
WHERE f.kind = 'invoice' AND f.amount > coalesce(paid.amount, 0)
UNION ALL
SELECT 'advances', 'waiting_order', w.collected_id, w.source_id, NULL, w.customer_id, w.unit_id,
       -money.amount, w.currency, w.effective_on
FROM waiting w CROSS JOIN LATERAL (
    SELECT sum(greatest(m.amount - coalesce(i.amount, 0), 0)) AS amount FROM (
        SELECT said->>'invoice' AS invoice, sum(amount) AS amount FROM followed
        WHERE follows = w.collected_id AND kind = 'receipt' GROUP BY said->>'invoice'
    ) m
    LEFT JOIN followed i ON i.follows = w.collected_id AND i.kind = 'invoice' AND i.source_id = m.invoice
) money WHERE money.amount > 0
"""
"""Orders of other systems that wait for their contract count as they would on it, with what came after them."""
COUNTED: Final = GROUP + BY_CONTRACT + OTHERS + WAITING
"""By contract, which is all that the sums need: they are read with each order."""
LISTED: Final = GROUP + ORDERS + BY_ORDER + OTHERS + WAITING
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
    """Every document that counts for a group on a day, orders one by one, as a subquery."""
    return _of_group(LISTED, head_id, on)


def _of_group(written: str, head_id: str, on: date) -> Any:
    asked = text(written).bindparams(bindparam("head", head_id), bindparam("on", on))
    return asked.columns(*COLUMNS).subquery("documents")


def sums(head_id: str, on: date) -> Select[Any]:
    """The exposure of a group by customer, component and currency."""
    found = _of_group(COUNTED, head_id, on)
    by = (found.c.customer_id, found.c.component, found.c.currency)
    return select(*by, func.sum(found.c.amount).label("amount")).group_by(*by).order_by(*by)


def oldest(head_id: str, on: date) -> Select[Any]:
    """The oldest invoice of a group that is open."""
    found = _of_group(COUNTED, head_id, on)
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
),
asked AS (
    SELECT o.currency, o.amount, o.effective_on
    FROM orders o JOIN contracts c USING (contract_id) JOIN parties p ON p.party_id = c.counterparty_id
    WHERE c.direction = 'sales'
    UNION ALL
    SELECT r.currency, r.amount, r.effective_on
    FROM collected_records r JOIN parties p ON p.party_id = r.counterparty_id
    WHERE r.kind = 'order' AND r.state = 'waiting' AND r.direction = 'sales'
)
SELECT a.currency, sum(a.amount) AS amount FROM asked a
WHERE a.effective_on >= CAST(:first AS date) AND a.effective_on < CAST(:first AS date) + interval '1 month'
GROUP BY a.currency ORDER BY a.currency
"""


def ordered_in_month(head_id: str, on: date) -> Any:
    """What a group ordered in the month of a day, by currency."""
    asked = text(ORDERED).bindparams(bindparam("head", head_id), bindparam("first", on.replace(day=1)))
    return asked.columns(column("currency", String), column("amount", Numeric))
