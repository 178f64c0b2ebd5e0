"""Which of the values laid down holds for a contract on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.contract.setting.events import SettingLaidDown


def holding(laid_down: Iterable[SettingLaidDown], types: Sequence[str], on: date) -> Decimal | None:
    """The value of the nearest type that has one on that day, `types` being the contract's own and those above it, the
    nearest first; else the one for every contract. Of several the latest day, of one day what was said last.
    """
    for code in (*types, None):
        said = [one for one in laid_down if one.type_code == code and one.effective_on <= on]
        if said:
            latest = max(one.effective_on for one in said)
            return [one for one in said if one.effective_on == latest][-1].value
    return None


@dataclass(frozen=True, slots=True)
class Course:
    """A setting as it goes, day by day, for a type: `types` are the type and those above it, the nearest first."""

    laid_down: tuple[SettingLaidDown, ...]
    types: tuple[str, ...] = ()

    def on(self, day: date) -> Decimal | None:
        return holding(self.laid_down, self.types, day)
