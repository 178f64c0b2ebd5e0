"""Contract numbers: prefix of the type, code of the unit, year, serial number."""

from typing import Final

from services.contract.series.number import Series
from shared.eventstore.work import Work

CODE: Final = "SELECT code FROM number_unit_codes WHERE unit = $1"
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('pactline contract unit codes'))"
NEW_CODE: Final = """
INSERT INTO number_unit_codes (unit, code)
SELECT $1, coalesce(max(code), 0) + 1 FROM number_unit_codes
RETURNING code
"""
NEXT: Final = """
INSERT INTO number_series AS known (prefix, unit, year, last) VALUES ($1, $2, $3, 1)
ON CONFLICT (prefix, unit, year) DO UPDATE SET last = known.last + 1
RETURNING last
"""


async def take_number(work: Work, prefix: str, unit: str, year: int) -> Series:
    """The next number of the series, never given twice: the second of two takers waits for the first one's commit,
    and a roll-back gives the number back.
    """
    code = await work.conn.fetchval(CODE, unit)
    if code is None:
        await work.conn.execute(LOCK)
        # Whoever waited here finds the code of the one before. Writing the row again, even with the same code, would
        # hold up those who have a number already and whose projection meets this row, while they hold up this one.
        code = await work.conn.fetchval(CODE, unit) or await work.conn.fetchval(NEW_CODE, unit)
    serial = await work.conn.fetchval(NEXT, prefix, unit, year)
    return Series(prefix=prefix, unit_code=code, year=year, serial=serial)
