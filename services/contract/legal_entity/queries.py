"""Which legal entity a unit belongs to."""

from datetime import date
from typing import Final

from sqlalchemy import text

from shared.eventstore.work import Work

OF_UNIT: Final = """
WITH RECURSIVE climbed AS (
    SELECT unit_id, parent_id, 0 AS depth FROM units WHERE unit_id = :unit
    UNION ALL
    SELECT u.unit_id, u.parent_id, c.depth + 1 FROM units u JOIN climbed c ON u.unit_id = c.parent_id
    WHERE c.depth < 100
)
SELECT said.legal_entity_id
FROM climbed
JOIN LATERAL (
    SELECT e.legal_entity_id FROM unit_entities e
    WHERE e.unit_id = climbed.unit_id AND e.effective_on <= :day
    ORDER BY e.effective_on DESC LIMIT 1
) said ON said.legal_entity_id IS NOT NULL
ORDER BY climbed.depth LIMIT 1
"""


async def entity_of(work: Work, unit: str, on: date) -> str | None:
    """The legal entity of a unit on a day: its own, else that of the nearest unit above that has one."""
    found: str | None = await work.value(text(OF_UNIT).bindparams(unit=unit, day=on))
    return found
