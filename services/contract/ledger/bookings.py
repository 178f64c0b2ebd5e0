"""What a balance of the ledger is made of: the bookings of one kind, straight from its stream and, of what the
books think of a claim, from that of the arrears.
"""

from typing import Final, get_args

from services.contract.ledger.events import Accrual, Change, Kind, OnBills
from services.contract.terms import Impairment
from shared.web.explaining import PUT_TOGETHER, Explanation

KINDS: Final[tuple[str, ...]] = tuple(
    kind for kinds in (Kind, Change, OnBills, Accrual, Impairment) for kind in get_args(kinds)
)

BOOKINGS: Final = f"""
WITH booked AS MATERIALIZED (
    SELECT stream_id, version, recorded_at, meta->>'unit' AS unit_id, convert_from(data, 'UTF8')::jsonb AS said
    FROM events WHERE stream_id IN ('ledger-' || :contract, 'arrears-' || :contract)
      AND type IN ('ledger.booked.v1', 'ledger.adjusted.v1', 'ledger.accrued.v1', 'arrears.impaired.v1')
),
parts AS MATERIALIZED (
    SELECT stream_id AS stream, version, 0 AS line, said->>'kind' AS kind, unit_id, recorded_at,
           (said->>'effective_on')::date AS effective_on, said->'amount'->>'currency' AS currency,
           (said->'amount'->>'amount')::numeric AS value
    FROM booked WHERE said->>'kind' = :kind
    AND (CAST(:clause AS text) IS NULL OR coalesce(said->>'clause', '') = :clause)
    AND (CAST(:phase AS text) IS NULL OR coalesce(said->>'phase', '') = :phase)
),
whole AS (SELECT coalesce(sum(value), 0)::text AS whole, count(*)::int AS number FROM parts)
{PUT_TOGETHER}
"""  # nosec B608  # assembled from constants of the code only

EXPLANATIONS: Final = {kind: Explanation(kind, "sum", BOOKINGS, lambda _: "contract") for kind in KINDS}
"""By kind: the sum of what was booked under a clause and phase (empty: under none), or under all."""
