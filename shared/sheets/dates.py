"""Days as people write them into sheets."""

import re
from datetime import date
from typing import Final

from shared.values.clock import FIRST_DATE, LAST_DATE

WRITTEN: Final = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?\Z")


def day_in(text: str) -> date | None:
    """The day of 2027-10-01, 2027/10/1, 20271001 or 2027年10月1日; None for what is no day of 1900 to 2199."""
    found = WRITTEN.match(text)
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return day if FIRST_DATE <= day <= LAST_DATE else None
