"""The CDNOW sample that the package `lifetimes` ships: 2,357 customers of a record shop and their 6,919 purchases.

Fader and Hardie's one-in-ten systematic sample of the customers who first bought in the first quarter of 1997, followed
until June 1998; columns: id in the master file, id in the sample, day, number of CDs, amount in US dollars.
"""

from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from services.story.errors import StoryBrokenError

CUSTOMERS: Final = 2_357
PURCHASES: Final = 6_919
SOURCE: Final = "cdnow"
CALIBRATED_UNTIL: Final = date(1997, 9, 30)
"""The end of the 39 weeks on which the published parameters were estimated."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """`number` tells a customer's purchases apart, also those of one day."""

    customer: str
    number: int
    day: date
    discs: int
    amount: str


def purchases() -> list[Purchase]:
    """Every purchase, by customer and day."""
    package = find_spec("lifetimes")
    if package is None or package.submodule_search_locations is None:
        raise StoryBrokenError("The demo's data come with the package lifetimes, which is not installed (make demo).")
    file = Path(next(iter(package.submodule_search_locations))) / "datasets" / "CDNOW_sample.txt"
    counted: dict[str, int] = {}
    found = []
    for line in file.read_text(encoding="ascii").splitlines():
        if not line.strip():
            continue
        _, customer, day, discs, amount = line.split()
        counted[customer] = counted.get(customer, 0) + 1
        bought = datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a business date has no zone
        found.append(Purchase(customer, counted[customer], bought, int(discs), amount))
    return found
