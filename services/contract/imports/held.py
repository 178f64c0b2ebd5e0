"""What a file of contracts that run holds, told before any of them is taken."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.imports.contract_rows import ContractRow, read_contract
from services.contract.imports.opening import OPENINGS
from services.contract.imports.rows import RowRejectedError
from services.contract.imports.running import checked, total_of, unit_of
from shared.values.decimals import format_decimal
from shared.values.money import Money


class Held:
    """What is in a file of contracts, as far as it was read: how many there are, what they come to, and their opening
    balances, by currency; of those of them that name units also by unit.
    """

    def __init__(self, unit: str, currency: str, today: date) -> None:
        self._unit, self._currency, self._today = unit, currency, today
        self._contracts, self._rejected, self._named = 0, 0, False
        self._units: dict[str, tuple[int, dict[str, Decimal]]] = {}
        self._amounts: dict[str, Decimal] = {}
        self._openings: dict[str, dict[str, Decimal]] = {kind: {} for kind in OPENINGS}

    def read(self, lines: Sequence[str]) -> list[ContractRow]:
        """The rows of lines that are some; the others are counted."""
        rows = []
        for line in lines:
            try:
                rows.append(read_contract(line))
            except RowRejectedError:
                self._rejected += 1
        return rows

    def add(self, rows: Sequence[ContractRow], units: Mapping[str, str]) -> None:
        """Counts what can be taken of the rows, and what can't; `units` are ours by what rows call them."""
        for row in rows:
            try:
                unit = unit_of(row, self._unit, units)
                openings = checked(row, self._currency, self._today)
            except RowRejectedError:
                self._rejected += 1
                continue
            self._contracts, self._named = self._contracts + 1, self._named or row.unit_code is not None
            amount = total_of(openings, row.currency or self._currency)
            count, sums = self._units.get(unit, (0, {}))
            self._units[unit] = (count + 1, sums)
            for each in (self._amounts, sums):
                _grow(each, amount)
            for kind in OPENINGS:
                for opening in openings:
                    _grow(self._openings[kind], getattr(opening, kind))

    def document(self) -> dict[str, Any]:
        """The figures as JSON."""
        by_unit = {
            unit: {"contracts": count, "amount_by_currency": _told(sums)}
            for unit, (count, sums) in sorted(self._units.items())
        }
        return {
            "contracts": self._contracts,
            "amount_by_currency": _told(self._amounts),
            "openings": {kind: _told(sums) for kind, sums in self._openings.items()},
            "rejected": self._rejected,
            "warnings": 0,
            **({"units": by_unit} if self._named else {}),
        }


def _grow(sums: dict[str, Decimal], amount: Money) -> None:
    if amount.is_positive:
        sums[amount.currency] = sums.get(amount.currency, Decimal(0)) + amount.amount


def _told(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: format_decimal(amount) for currency, amount in sorted(sums.items())}
