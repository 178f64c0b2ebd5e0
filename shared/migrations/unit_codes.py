"""Codes of units that the portal told of before services kept them: learned from its facts, without waiting for the
next change of each unit.
"""

from collections.abc import Mapping
from typing import Final

import asyncpg

OWNER: Final = "portal"
TOLD: Final = """
SELECT DISTINCT ON (stream_id) said ->> 'unit_id' AS unit_id, said ->> 'code' AS code
FROM (
    SELECT stream_id, version, convert_from(data, 'UTF8')::jsonb AS said FROM events
    WHERE stream_id LIKE 'unit-%' AND type = 'portal.unit_changed.v1'
) AS told
ORDER BY stream_id, version DESC
"""
LEARN: Final = """
UPDATE units SET code = told.code FROM unnest($1::text[], $2::text[]) AS told (unit_id, code)
WHERE units.unit_id = told.unit_id AND units.code IS DISTINCT FROM told.code
"""


async def learn_codes(databases: Mapping[str, str]) -> None:
    """Each service's units get the codes that the portal told of last; `databases` are addresses by service, of roles
    that own what is there. Units that a service does not know yet come to it with their codes.
    """
    if OWNER not in databases:
        return
    owner = await asyncpg.connect(databases[OWNER])
    try:
        for address in databases.values():
            conn = await asyncpg.connect(address)
            try:
                async with conn.transaction():
                    # What is read after it is no older than anything folded before it, and what is folded later is
                    # newer: no service falls back.
                    await conn.execute("LOCK TABLE units IN SHARE ROW EXCLUSIVE MODE")
                    told = await owner.fetch(TOLD)
                    await conn.execute(LEARN, [one["unit_id"] for one in told], [one["code"] for one in told])
            finally:
                await conn.close()
    finally:
        await owner.close()
