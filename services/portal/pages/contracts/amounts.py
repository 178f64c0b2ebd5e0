"""An amount as people type it or paste it from a bank's page."""

import re
from typing import Final

GROUPED: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,4})?|[0-9]{1,15}(\.[0-9]{1,4})?")
AROUND: Final = "\u00a5\uffe5$\u20ac\u5143+ \u00a0\t"


def plain_amount(text: str) -> str:
    """`¥113,000.00` as `113000.00`; empty where it is no amount above zero. A comma never stands for a point."""
    found = text.strip().strip(AROUND)
    if not GROUPED.fullmatch(found):
        return ""
    whole, point, rest = found.replace(",", "").partition(".")
    plain = (whole.lstrip("0") or "0") + point + rest
    return plain if plain.strip("0.") else ""
