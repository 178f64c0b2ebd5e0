"""What is open as of a day, aged: invoices that are not settled, and due payments of plans without an invoice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Date, Integer, Numeric, Select, String, column, func, literal, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import TextClause

from services.contract.ageing.events import AgeingLaidDown
from services.contract.ageing.scheme import NOT_DUE, in_force, names, thresholds
from services.contract.ledger.events import TAKES_OFF
from shared.eventstore.work import Work
from shared.security.visibility import visible

Basis = Literal["due", "origin"]
By = Literal["contract", "customer", "unit", "phase"]
Direction = Literal["sales", "purchase"]
Only = Literal["overdue", "written_off"]

COLUMN_OF: Final[Mapping[By, str]] = {
    "contract": "contract_id",
    "customer": "counterparty_id",
    "unit": "unit_id",
    "phase": "phase",
}
SIGNED: Final = " ".join(f"WHEN b.kind = '{kind}' THEN {sign} * b.amount" for kind, sign in sorted(TAKES_OFF.items()))
TAKEN: Final = f"""
SELECT coalesce(sum(CASE {SIGNED} ELSE 0 END), 0)
FROM bookings b WHERE b.invoice_id = i.invoice_id AND b.effective_on <= :day
"""  # nosec B608  # assembled from constants of the code only
PAUSED: Final = """
CASE WHEN {0}.contract_id IN (SELECT contract_id FROM arrears_pauses) THEN (
    SELECT coalesce(sum(greatest(0, least(coalesce(p.until_on, :day + 1), :day + 1)
                                    - greatest(p.from_on, {0}.due_on + 1))), 0)
    FROM arrears_pauses p
    WHERE p.contract_id = {0}.contract_id AND (p.invoice_id IS NULL OR p.invoice_id = {0}.item_id)
) ELSE 0 END
"""
PLACE: Final = "b.contract_id = o.contract_id AND b.clause = o.clause AND b.phase = o.phase AND b.effective_on <= :day"
ITEMS: Final = f"""
WITH items AS (
    SELECT 'invoice' AS kind, i.invoice_id AS item_id, i.contract_id, i.unit_id, i.counterparty_id, i.currency,
           i.clause, i.phase, i.number, i.effective_on AS origin_on, i.due_on,
           CASE WHEN i.moved_on IS NULL OR i.moved_on <= :day THEN i.gross - i.credited - i.retained - i.settled
                ELSE i.gross - ({TAKEN}) END AS amount
    FROM invoices i
    WHERE i.direction = :direction AND i.effective_on <= :day AND (i.open_item IS NOT NULL OR i.moved_on > :day)
    UNION ALL
    SELECT 'plan', o.obligation_id, o.contract_id, o.unit_id, o.counterparty_id, o.currency, o.clause, o.phase, '',
           o.due_on, o.due_on,
           still.owed
    FROM obligations o CROSS JOIN LATERAL (
        SELECT o.amount - coalesce((
            SELECT sum(CASE WHEN b.kind IN ('credited', 'refunded') THEN -b.amount ELSE b.amount END) FROM bookings b
            WHERE {PLACE} AND (b.kind IN ('invoiced', 'credited', 'received')
                OR (b.kind IN ('paid', 'refunded') AND b.invoice_id IS NULL AND o.direction = 'purchase')
                OR (b.kind = 'retained' AND EXISTS (
                    SELECT FROM ledger_limits l WHERE l.contract_id = o.contract_id AND l.clause = o.clause
                    AND l.phase = o.phase AND l.instrument = 'retention')))), 0) AS owed
        OFFSET 0
    ) AS still
    WHERE o.direction = :direction AND (o.debtor = 'us') = (:direction = 'purchase') AND o.due_on <= :day
      AND (o.met_on IS NULL OR o.met_on > :day)
      AND NOT EXISTS (
          SELECT FROM events e WHERE e.stream_id = 'contract-' || o.contract_id
          AND e.type IN ('contract.terminated.v1', 'contract.voided.v1')
          AND (convert_from(e.data, 'UTF8')::jsonb ->> 'effective_on')::date <= :day)
),
opened AS (
    SELECT items.*, coalesce((
        SELECT sum(CASE m.kind WHEN 'derecognised' THEN m.amount WHEN 'restored' THEN -m.amount END)
        FROM impairments m WHERE m.contract_id = items.contract_id AND m.invoice_id = items.item_id
        AND m.effective_on <= :day), 0) AS written_off,
        CASE :basis WHEN 'origin' THEN :day - origin_on
             ELSE :day - due_on - :grace - {PAUSED.format("items")} END AS days
    FROM items WHERE amount > 0
)
SELECT opened.*, width_bucket(days, CAST(:thresholds AS int[])) AS place FROM opened
"""  # nosec B608  # assembled from constants of the code only
COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    *(column(name, String) for name in ("kind", "item_id", "contract_id", "unit_id", "counterparty_id", "currency")),
    *(column(name, String) for name in ("clause", "phase", "number")),
    *(column(name, Date) for name in ("origin_on", "due_on")),
    *(column(name, Numeric) for name in ("amount", "written_off")),
    *(column(name, Integer) for name in ("days", "place")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which items are asked for, as of which day, by what their age is counted; `below`: those of units below too;
    `only` those past the first bucket, or of which something is written off.
    """

    day: date
    basis: Basis = "due"
    direction: Direction = "sales"
    unit_id: str | None = None
    contract_id: str | None = None
    counterparty_id: str | None = None
    currency: str | None = None
    phase: str | None = None
    bucket: str | None = None
    below: bool = True
    only: Only | None = None


def items(asked: Asked, scheme: AgeingLaidDown) -> Select[Any]:
    """The open items that the caller sees, each with its days past due and the place of its bucket."""
    written: TextClause = text(ITEMS).bindparams(
        day=asked.day,
        basis=asked.basis,
        direction=asked.direction,
        grace=scheme.grace_days,
        thresholds=thresholds(scheme.buckets),
    )
    found = written.columns(*COLUMNS).subquery("aged")
    chosen = select(found).where(visible(found.c.unit_id, literal("contract-").concat(found.c.contract_id)))
    for name in ("contract_id", "counterparty_id", "currency", "phase"):
        if (wanted := getattr(asked, name)) is not None:
            chosen = chosen.where(found.c[name] == wanted)
    if asked.unit_id is not None:
        below = text("SELECT descendant FROM unit_closure WHERE ancestor = :unit").bindparams(unit=asked.unit_id)
        within = found.c.unit_id.in_(below.columns(column("descendant", String)))
        chosen = chosen.where(within if asked.below else found.c.unit_id == asked.unit_id)
    if asked.bucket is not None:
        known = names(scheme.buckets)
        chosen = chosen.where(found.c.place == (known.index(asked.bucket) if asked.bucket in known else -1))
    if asked.only is not None:
        chosen = chosen.where(found.c.place > 0 if asked.only == "overdue" else found.c.written_off != 0)
    return chosen


def sums(asked: Asked, scheme: AgeingLaidDown, by: Sequence[By]) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    """The items added up by bucket and currency, and by what else is asked for; and what orders the rows."""
    found = items(asked, scheme).subquery("chosen")
    keys = [*(found.c[COLUMN_OF[one]] for one in dict.fromkeys(by)), found.c.currency, found.c.place]
    chosen = select(
        *keys,
        func.count().label("number"),
        func.sum(found.c.amount).label("amount"),
        func.sum(found.c.written_off).label("written_off"),
    ).group_by(*keys)
    grouped = chosen.subquery("grouped")
    return select(grouped), [grouped.c[key.key] for key in keys]


def lines(asked: Asked, scheme: AgeingLaidDown, by: By) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    """The items added up by one thing and currency, its buckets side by side; what is overdue most comes first."""
    added, _ = sums(asked, scheme, [by])
    cells = added.subquery("cells")
    same = (cells.c[COLUMN_OF[by]].label("key"), cells.c.currency)
    late = func.coalesce(func.sum(cells.c.amount).filter(cells.c.place > 0), literal(0, Numeric))
    in_order = aggregate_order_by(cells.c.place, cells.c.place), aggregate_order_by(cells.c.amount, cells.c.place)
    grouped = (
        select(
            *same,
            func.sum(cells.c.number).cast(Integer).label("number"),
            func.sum(cells.c.amount).label("amount"),
            late.label("overdue"),
            func.sum(cells.c.written_off).label("written_off"),
            func.array_agg(in_order[0]).label("places"),
            func.array_agg(in_order[1]).label("amounts"),
        )
        .group_by(*same)
        .subquery("grouped")
    )
    c = grouped.c
    return select(grouped), [c.overdue.desc(), c.amount.desc(), c.key, c.currency]


def bucket_name(place: int, scheme: AgeingLaidDown) -> str:
    """The name of a bucket by its place; what is not past due is the first."""
    known = names(scheme.buckets)
    return known[place] if place < len(known) else NOT_DUE


async def scheme_on(work: Work, on: date) -> AgeingLaidDown:
    """What holds on a day, whoever asks."""
    rows = await work.conn.fetch(
        "SELECT from_on, buckets, levels, losses, grace_days, limitation_years FROM ageing_schemes ORDER BY version"
    )
    return in_force([AgeingLaidDown.model_validate(dict(row)) for row in rows], on)
