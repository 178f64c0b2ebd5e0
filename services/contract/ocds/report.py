"""What a file holds, before anything is imported."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from services.contract.ocds.contracts import ForeignContract, Party, contracts_of, parties_of
from services.contract.ocds.reading import read
from services.contract.ocds.remark import Remark
from shared.values.currency import minor_digits
from shared.values.decimals import format_decimal

MOST_WARNINGS: Final = 1_000
"""Warnings shown one by one; all are counted."""


@dataclass(slots=True)
class Holdings:
    """Contracts distinct by process and id, organisations by id; what was rejected and what is doubtful."""

    contracts: dict[str, ForeignContract] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    rejected: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    @property
    def transactions(self) -> int:
        return sum(len(contract.paid) for contract in self.contracts.values())

    @property
    def amendments(self) -> int:
        return sum(len(contract.amended) for contract in self.contracts.values())

    @property
    def amount_by_currency(self) -> dict[str, str]:
        """The exact sums of the contracts' values, with at least the minor digits of their currency."""
        sums: dict[str, Decimal] = {}
        for contract in self.contracts.values():
            if contract.amount is None or contract.value is None:
                continue
            currency = contract.amount.currency
            sums[currency] = sums.get(currency, Decimal(0)) + contract.value
        return {currency: _shown(sums[currency], currency) for currency in sorted(sums)}

    def document(self) -> dict[str, Any]:
        """The report for a program."""
        return {
            "contracts": len(self.contracts),
            "parties": len(self.parties),
            "transactions": self.transactions,
            "amendments": self.amendments,
            "amount_by_currency": self.amount_by_currency,
            "rejected": _remarks(self.rejected),
            "warning_count": len(self.warnings),
            "warnings": _remarks(self.warnings[:MOST_WARNINGS]),
        }


def holdings(data: bytes, today: date) -> Holdings:
    """Reads a whole file; raises `InvalidFieldError` when there is nothing of the standard in it."""
    reading = read(data)
    found = Holdings(rejected=list(reading.rejected))
    for ocid, process in reading.processes.items():
        release = process.release()
        found.parties.update((party.party_id, party) for party in parties_of(release))
        for contract, rejected, warnings in contracts_of(ocid, release, today):
            found.rejected.extend(rejected)
            found.warnings.extend(warnings)
            if contract is not None:
                found.contracts[contract.source_id] = contract
    return found


def _remarks(remarks: Sequence[Remark]) -> list[dict[str, str]]:
    return [{"place": each.place, "field": each.field, "reason": each.reason} for each in remarks]


def _shown(amount: Decimal, currency: str) -> str:
    step = Decimal(1).scaleb(-minor_digits(currency))
    return format_decimal(amount.quantize(step) if amount == amount.quantize(step) else amount)
