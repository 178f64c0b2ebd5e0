"""How far a master contract is used up: by stage against its cap, and by product against what it allows of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.portal.pages.masters.seen import Drawing, Master, QuantityCap

STAGES: Final = ("ordered", "accepted", "invoiced", "paid")
COUNTED: Final = ("ordered", "accepted")
"""Stages whose documents say quantities."""


@dataclass(frozen=True, slots=True)
class Used:
    """So much of a cap; `share` in percent, `left` is what may still be drawn."""

    name: str
    used: Decimal
    cap: Decimal

    @property
    def share(self) -> int:
        return round(100 * self.used / self.cap) if self.cap else 0

    @property
    def left(self) -> Decimal:
        return max(self.cap - self.used, Decimal(0))


def by_stage(master: Master) -> list[Used]:
    """What counts at each stage, in the master's currency."""
    cap = Decimal(master.cap.amount)
    return [Used(stage, Decimal(getattr(master, stage).amount), cap) for stage in STAGES]


def by_product(caps: Sequence[QuantityCap], drawings: Iterable[Drawing]) -> dict[str, list[Used]]:
    """By product what was drawn of it at each stage; products without a cap of their own are not told."""
    sums: dict[tuple[str, str], Decimal] = {}
    for drawing in drawings:
        for one in drawing.quantities:
            place = one.product_code, drawing.stage
            sums[place] = sums.get(place, Decimal(0)) + one.quantity
    return {
        cap.product_code: [
            Used(stage, sums.get((cap.product_code, stage), Decimal(0)), cap.quantity) for stage in COUNTED
        ]
        for cap in caps
    }
