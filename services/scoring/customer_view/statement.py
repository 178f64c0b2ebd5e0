"""The customer 360 as one statement: one look at the tables, so that no figure is of another moment than the rest."""

from __future__ import annotations

from typing import Final

from services.scoring.customer_view.figures import (
    AGEING,
    ALLOCATED,
    BLOCKED,
    DAYS_LATE,
    ISSUED,
    LATE,
    MADE,
    OPEN,
    OVERDUE,
    RECEIVED,
    REFUNDED,
    RETURNED,
    SETTLED_BY,
    SETTLES,
    SOLD,
    age,
    within,
)
from shared.eventstore.telling import told
from shared.security.schema import EVERYTHING, rule

VISIBLE: Final = rule("unit_id")
AT: Final = "effective_on <= $2 AND recorded_at <= $3"
KNOWN: Final = f"{AT} AND {VISIBLE}"
"""Facts as of a day, as far as they were known at a moment, that the caller may see."""

SEEN: Final = f"{AT} AND ((SELECT yes FROM all_in_sight) OR unit_id IN (SELECT unit FROM in_sight))"  # nosec B608  # constants
"""`KNOWN` in a statement that begins with `FAMILY`: the rule is worked out once there, not once a table."""

FAMILY: Final = f"""
in_sight AS MATERIALIZED (SELECT unit FROM visible_units() AS unit),
all_in_sight AS MATERIALIZED (SELECT current_setting('app.scopes', true) = '{EVERYTHING}' AS yes),
near AS (
    SELECT $1::text COLLATE "C" AS id
    UNION
    SELECT CASE m.customer_id WHEN near.id THEN m.survivor_id ELSE m.customer_id END FROM near, LATERAL (
        SELECT customer_id, survivor_id FROM customer_facts
        WHERE (customer_id = near.id OR survivor_id = near.id) AND kind = 'merged' AND {SEEN} OFFSET 0
    ) m
),
archives AS MATERIALIZED (
    SELECT stream, version, kind, customer_id, survivor_id, fields FROM customer_facts
    WHERE customer_id = ANY (ARRAY(SELECT id FROM near)) AND {SEEN}
),
links AS MATERIALIZED (
    SELECT DISTINCT ON (customer_id) customer_id, survivor_id FROM archives WHERE kind IN ('merged', 'unmerged')
    ORDER BY customer_id, version DESC
),
up AS (
    SELECT $1::text COLLATE "C" AS id, 0 AS depth
    UNION ALL
    SELECT survivor_id, depth + 1 FROM up JOIN links ON customer_id = id WHERE survivor_id IS NOT NULL AND depth < 20
),
root AS (SELECT id FROM up ORDER BY depth DESC LIMIT 1),
family AS (
    SELECT id FROM root
    UNION
    SELECT customer_id FROM family JOIN links ON survivor_id = id
)
"""  # nosec B608  # assembled from constants of the code only
"""The archive that answers for a customer and all archives merged into it; an unmerged one stands by itself again. All
that were ever linked are `near`: their facts are read once, and the links that hold are among them."""


def _ageing() -> str:
    sums = []
    for low, high in AGEING:
        sums.append(f"'{age(low, high)}', coalesce(sum(owed) FILTER (WHERE {within(low, high)}), 0)::text")
    return f"json_build_object({', '.join(sums)})"


ARREARS: Final = """
owed AS MATERIALIZED (
    SELECT currency, $2 - due_on AS days, amount - coalesce((
        SELECT sum(p.amount) FROM paid p WHERE p.invoice_id = i.invoice_id AND p.currency = i.currency), 0) AS owed
    FROM issued i
)
"""
ARREARS_ANSWER: Final = f"""
(SELECT coalesce(json_agg(a ORDER BY currency), '[]') FROM (
    SELECT currency, sum(owed)::text AS outstanding, coalesce(sum(owed) FILTER (WHERE {OVERDUE}), 0)::text AS overdue,
           count(*) FILTER (WHERE {OVERDUE})::int AS overdue_invoices, {_ageing()} AS ageing
    FROM owed WHERE {OPEN} GROUP BY currency) a)
"""  # nosec B608  # assembled from constants of the code only


def _by_currency(which: str) -> str:
    totals = f"SELECT currency, sum(amount)::text AS total FROM of_payments WHERE {which} GROUP BY currency"  # nosec B608  # constants
    return f"(SELECT coalesce(json_object_agg(currency, total), '{{}}') FROM ({totals}) t)"  # nosec B608  # constants


PAYMENT_ANSWER: Final = f"""
(SELECT json_build_object(
    'received', {_by_currency(RECEIVED)},
    'made', {_by_currency(MADE)},
    'refunded', {_by_currency(REFUNDED)},
    'returned', {_by_currency(RETURNED)},
    'settled', count(*) FILTER (WHERE {SETTLES}),
    'late', count(*) FILTER (WHERE {SETTLES} AND {LATE}),
    'share_late', (avg({LATE}::int) FILTER (WHERE {SETTLES}))::float,
    'mean_days_late', (avg({DAYS_LATE}) FILTER (WHERE {SETTLES}))::float,
    'blocked', count(*) FILTER (WHERE {BLOCKED})) FROM of_payments)
"""  # nosec B608  # assembled from constants of the code only

CONTRACTS_ANSWER: Final = f"""
(SELECT coalesce(json_agg(c ORDER BY signed_on DESC, contract_id), '[]') FROM (
    SELECT a.contract_id, a.number, said.title, a.direction, said.amount::text, said.currency,
        a.effective_on AS signed_on,
        (SELECT kind FROM contract_facts s WHERE s.contract_id = a.contract_id AND kind <> 'amended' AND {SEEN}
         ORDER BY effective_on DESC, recorded_at DESC, version DESC LIMIT 1) AS state,
        (SELECT coalesce(json_object_agg(kind, total), '{{}}') FROM (
            SELECT kind, sum(amount)::text AS total FROM bookings b
            WHERE b.contract_id = a.contract_id AND {SEEN} GROUP BY kind) k) AS progress
    FROM contract_facts a, LATERAL (
        SELECT n.title, n.amount, n.currency FROM contract_facts n
        WHERE n.contract_id = a.contract_id AND amount IS NOT NULL AND {SEEN}
        ORDER BY n.effective_on DESC, n.recorded_at DESC, n.version DESC LIMIT 1) said
    WHERE customer_id = ANY (ARRAY(SELECT id FROM family)) AND {SEEN}
    ORDER BY a.effective_on DESC, a.contract_id LIMIT 50) c)
"""  # nosec B608  # assembled from constants of the code only

KNOWN_AT_ANSWER: Final = """
CASE WHEN $3 < '9999-12-31T00:00:00Z' THEN to_char($3 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') END
"""

POSITIONS_ANSWER: Final = """
(SELECT json_object_agg(topic, offsets) FROM (
    SELECT topic, json_agg(next_offset ORDER BY "partition") AS offsets FROM fold_positions
    WHERE generation = (SELECT max(generation) FROM generations WHERE state = 'serving') GROUP BY topic) p)
"""

CUSTOMER_360: Final = told(
    f"""
WITH RECURSIVE {FAMILY},
of_payments AS (
    SELECT kind, amount, currency, invoice_id, effective_on, due_on
    FROM payments WHERE customer_id = ANY (ARRAY(SELECT id FROM family)) AND {SEEN}
),
issued AS MATERIALIZED (
    SELECT invoice_id, currency, due_on, amount FROM invoices
    WHERE customer_id = ANY (ARRAY(SELECT id FROM family)) AND {ISSUED} AND {SEEN}
),
paid AS (
    SELECT invoice_id, currency, amount FROM of_payments WHERE {ALLOCATED}
    UNION ALL
    SELECT invoice_id, currency, {SETTLED_BY} FROM adjustments
    WHERE invoice_id = ANY (ARRAY(SELECT invoice_id FROM issued)) AND {SEEN}
),
{ARREARS},
days AS (
    SELECT currency, effective_on AS day, sum(amount) AS amount FROM purchases
    WHERE customer_id = ANY (ARRAY(SELECT id FROM family)) AND {SOLD} AND {SEEN} GROUP BY 1, 2
),
fields AS (
    SELECT DISTINCT ON (key) key, value FROM archives, jsonb_each(fields::jsonb)
    WHERE customer_id = (SELECT id FROM root) AND kind IN ('registered', 'changed') ORDER BY key, version DESC
),
contacts AS (
    SELECT DISTINCT ON (stream) kind FROM archives
    WHERE customer_id = ANY (ARRAY(SELECT id FROM family)) AND kind IN ('contact-added', 'contact-gone')
    ORDER BY stream, version DESC
)
SELECT EXISTS (SELECT FROM fields) AS found, json_build_object(
    'customer_id', (SELECT id FROM root),
    'asked_for', $1,
    'as_of', $2,
    'recorded_as_of', {KNOWN_AT_ANSWER},
    'merged', (SELECT coalesce(json_agg(id ORDER BY id), '[]') FROM family WHERE id <> (SELECT id FROM root)),
    'profile', (SELECT json_object_agg(key, value) FROM fields),
    'contacts', (SELECT count(*) FROM contacts WHERE kind = 'contact-added'),
    'purchases', (SELECT coalesce(json_agg(p ORDER BY currency), '[]') FROM (
        SELECT currency, count(*)::int AS days, min(day) AS first_on, max(day) AS last_on,
               ($2 - max(day))::int AS recency_days, sum(amount)::text AS amount
        FROM days GROUP BY currency) p),
    'payment_behaviour', {PAYMENT_ANSWER},
    'arrears', {ARREARS_ANSWER},
    'contracts', {CONTRACTS_ANSWER},
    'positions', {POSITIONS_ANSWER},
    'generation', (SELECT max(generation) FROM generations WHERE state = 'serving')
)::text AS view
""",  # nosec B608  # assembled from constants of the code only
    parameters=3,
)
"""$1 customer, $2 as of this day, $3 as known at this moment; whether there is such a customer, and the answer."""
