"""What a file holds, before anything is imported."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from services.contract.ocds.contracts import ForeignContract, Party, buyer_of, contracts_of, parties_of
from services.contract.ocds.reading import read
from services.contract.ocds.remark import Remark
from shared.values.currency import minor_digits
from shared.values.decimals import format_decimal

MOST_WARNINGS: Final = 1_000
"""Warnings shown one by one; all are counted."""
NO_UNIT: Final = "no unit of ours in which the caller may import is known by this code"


@dataclass(frozen=True, slots=True)
class Belonging:
    """Which unit a contract is of, as the file calls it, and where it says so."""

    name: str
    place: str
    field: str


@dataclass(slots=True)
class Holdings:
    """Contracts distinct by process and id, organisations by id; what was rejected and what is doubtful."""

    contracts: dict[str, ForeignContract] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    rejected: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    belongings: dict[str, Belonging] = field(default_factory=dict)
    """Of contracts of which the file says it: a buyer, or a code in a column."""

    def assign(self, units: Mapping[str, str]) -> None:
        """Gives contracts the unit that the file says, by what it calls them; of others there are none to be had."""
        for source_id, said in self.belongings.items():
            if said.name in units:
                self.contracts[source_id] = msgspec.structs.replace(self.contracts[source_id], unit=units[said.name])
            else:
                del self.contracts[source_id]
                self.rejected.append(Remark(said.place, said.field, NO_UNIT))

    def by_unit(self) -> dict[str, dict[str, Any]]:
        """Count and sums by unit, or by what the file calls it while nobody said which one that is."""
        found: dict[str, list[ForeignContract]] = {}
        for source_id, contract in self.contracts.items():
            said = self.belongings.get(source_id)
            found.setdefault(contract.unit or (said.name if said else ""), []).append(contract)
        return {
            unit: {"contracts": len(those), "amount_by_currency": _sums(those)} for unit, those in sorted(found.items())
        }

    @property
    def transactions(self) -> int:
        return sum(len(contract.paid) for contract in self.contracts.values())

    @property
    def amendments(self) -> int:
        return sum(len(contract.amended) for contract in self.contracts.values())

    @property
    def amount_by_currency(self) -> dict[str, str]:
        """The exact sums of the contracts' values, with at least the minor digits of their currency."""
        return _sums(self.contracts.values())

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


def told(called: Sequence[str]) -> dict[str, str]:
    """Units by what a file calls them, of `code=unit id` each."""
    return {name: unit for name, _, unit in (one.rpartition("=") for one in called)}


def holdings(data: bytes, today: date) -> Holdings:
    """Reads a whole file; raises `InvalidFieldError` when there is nothing of the standard in it."""
    reading = read(data)
    found = Holdings(rejected=list(reading.rejected))
    for ocid, process in reading.processes.items():
        release = process.release()
        buyer = buyer_of(release)
        found.parties.update((party.party_id, party) for party in parties_of(release))
        for contract, rejected, warnings in contracts_of(ocid, release, today, process.latest()):
            found.rejected.extend(rejected)
            found.warnings.extend(warnings)
            if contract is not None:
                found.contracts[contract.source_id] = contract
                place = f"{ocid}/contracts/{contract.contract_id}"
                found.belongings[contract.source_id] = Belonging(buyer, place, "/buyer/id")
    return found


def _sums(contracts: Iterable[ForeignContract]) -> dict[str, str]:
    sums: dict[str, Decimal] = {}
    for contract in contracts:
        if contract.amount is None or contract.value is None:
            continue
        currency = contract.amount.currency
        sums[currency] = sums.get(currency, Decimal(0)) + contract.value
    return {currency: _shown(sums[currency], currency) for currency in sorted(sums)}


def _remarks(remarks: Sequence[Remark]) -> list[dict[str, str]]:
    return [{"place": each.place, "field": each.field, "reason": each.reason} for each in remarks]


def _shown(amount: Decimal, currency: str) -> str:
    step = Decimal(1).scaleb(-minor_digits(currency))
    return format_decimal(amount.quantize(step) if amount == amount.quantize(step) else amount)
