"""What the figures of a card are made of: what changed its cost, and every charge of its leading book."""

from typing import Final, Literal, get_args

from shared.web.explaining import PUT_TOGETHER, Explanation

FigureName = Literal["cost", "accumulated", "book-value"]

COSTS: Final = """
SELECT version, 0 AS line, what AS kind, held_by AS unit_id, recorded_at, effective_on,
       cost - lag(cost, 1, 0) OVER (ORDER BY version) AS value
FROM card_history WHERE asset_id = :asset_id
"""
CHARGES: Final = """
SELECT version, 0, CASE WHEN charge < 0 THEN 'depreciation_reversed' ELSE 'depreciated' END, borne_by, recorded_at,
       effective_on, charge
FROM charges WHERE asset_id = :asset_id AND "leading"
UNION ALL
SELECT version, 1, 'opening', meta->>'unit', recorded_at, (said->>'effective_on')::date, CAST(:opening AS numeric)
FROM (
    SELECT version, meta, recorded_at, convert_from(data, 'UTF8')::jsonb AS said FROM events
    WHERE stream_id = :stream AND type = 'asset.depreciation_planned.v1' ORDER BY version
) planned WHERE (said->>'leading')::bool AND said->>'since' IS NULL
"""
NEGATIVE: Final = (
    f"SELECT version, line, kind, unit_id, recorded_at, effective_on, -value FROM ({CHARGES}) AS"  # nosec B608  # constants of the code only
    " taken (version, line, kind, unit_id, recorded_at, effective_on, value)"
)
ROWS: Final[dict[FigureName, str]] = {
    "cost": COSTS,
    "accumulated": CHARGES,
    "book-value": f"{COSTS} UNION ALL {NEGATIVE}",
}


def _written(rows: str) -> str:
    return f"""
    WITH said (version, line, kind, unit_id, recorded_at, effective_on, value) AS ({rows}),
    parts AS MATERIALIZED (
        SELECT CAST(:stream AS text) AS stream, said.*, CAST(:currency AS text) AS currency FROM said WHERE value <> 0
    ),
    whole AS (SELECT coalesce(sum(value), 0)::text AS whole, count(*)::int AS number FROM parts)
    {PUT_TOGETHER}
    """  # nosec B608  # assembled from constants of the code only


EXPLANATIONS: Final = {
    name: Explanation(name, "sum", _written(ROWS[name]), lambda _: "asset") for name in get_args(FigureName)
}
"""By figure of the leading book; what was charged before the card came in lies in its first plan."""
