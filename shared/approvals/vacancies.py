"""Which open steps nobody could decide, for tables from before they said so."""

from typing import Final

KNOW_VACANT: Final = (
    "ALTER TABLE approval_steps ADD COLUMN IF NOT EXISTS vacant_at timestamptz",
    "CREATE INDEX IF NOT EXISTS approval_steps_vacant ON approval_steps (step_unit) WHERE vacant_at IS NOT NULL",
    """
    UPDATE approval_steps s SET vacant_at = (v.said ->> 'vacant_at')::timestamptz FROM (
        SELECT stream_id, version, convert_from(data, 'UTF8')::jsonb AS said FROM events
        WHERE type = 'approval.vacant.v1'
          AND stream_id IN (SELECT 'approval-' || approval_id FROM approval_steps WHERE state = 'open')
    ) v
    WHERE s.state = 'open' AND v.stream_id = 'approval-' || s.approval_id AND v.said ->> 'step' = s.step
      AND NOT EXISTS (
        SELECT FROM events e WHERE e.stream_id = v.stream_id AND e.version > v.version
        AND e.type IN ('approval.handed_on.v1', 'approval.step_started.v1')
        AND convert_from(e.data, 'UTF8')::jsonb ->> 'step' = s.step)
    """,
)
