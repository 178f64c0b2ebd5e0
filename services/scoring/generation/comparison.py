"""Holds a generation against another: rows, sums and checksums of each table by unit, at one moment of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from services.scoring.folding.fact_tables import FACT_TABLES, MODELS
from services.scoring.generation.layout import schema_of


@dataclass(frozen=True, slots=True)
class UnitSum:
    """A table's rows of one unit. The checksum depends on the rows alone, not on their order."""

    table: str
    unit: str
    rows: int
    amount: str
    checksum: str


async def sums_of(conn: Any, generation: int, tables: Sequence[str]) -> list[UnitSum]:
    """Sums of tables by unit, ordered."""
    sums: list[UnitSum] = []
    for name in tables:
        amount = FACT_TABLES[name].amount
        total = f"trim_scale(coalesce(sum({amount}), 0))" if amount else "0"
        rows = await conn.fetch(
            f"SELECT unit_id, count(*) AS n, {total}::text AS amount, bit_xor(hash_record_extended(t, 0)) AS checksum"
            f" FROM {schema_of(generation)}.{name} t GROUP BY unit_id ORDER BY unit_id",  # nosec B608  # names made by the code
            timeout=3600,
        )
        sums += [UnitSum(name, row["unit_id"], row["n"], row["amount"], _hex(row["checksum"])) for row in rows]
    return sums


def _hex(number: int) -> str:
    return f"{number & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def checksum_of(model: str, sums: Iterable[UnitSum]) -> str:
    """One figure for all tables of a model."""
    mixed = 0
    for place, one in enumerate(sorted((one for one in sums if one.table in MODELS[model]), key=_order)):
        mixed = (mixed * 1_099_511_628_211 + (int(one.checksum, 16) ^ one.rows ^ place)) & 0xFFFF_FFFF_FFFF_FFFF
    return _hex(mixed)


def _order(one: UnitSum) -> tuple[str, str]:
    return one.table, one.unit


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a new generation compares. `compared` is False where none at the same positions could be found, and why."""

    compared: bool
    reason: str
    rows: int
    differences: tuple[str, ...]
    checksums: dict[str, str]

    @property
    def same(self) -> bool:
        return not self.differences

    def document(self) -> dict[str, Any]:
        return {
            "compared": self.compared,
            "reason": self.reason,
            "rows": self.rows,
            "differences": list(self.differences),
            "checksums": self.checksums,
        }


def judge(
    models: Sequence[str], made: Sequence[UnitSum], served: Sequence[UnitSum] | None, reason: str = ""
) -> Verdict:
    """Compare sums of a new generation with those of what serves; `served` None where there is nothing to compare."""
    differences: list[str] = []
    if served is not None:
        new, old = ({(one.table, one.unit): one for one in side} for side in (made, served))
        either = sorted(new.keys() | old.keys())
        differences = [_words(key, new.get(key), old.get(key)) for key in either if new.get(key) != old.get(key)]
    return Verdict(
        compared=served is not None,
        reason=reason,
        rows=sum(one.rows for one in made),
        differences=tuple(differences),
        checksums={model: checksum_of(model, made) for model in models},
    )


def _words(key: tuple[str, str], new: UnitSum | None, old: UnitSum | None) -> str:
    said = [f"{one.rows} rows, {one.amount}, {one.checksum}" if one else "nothing" for one in (new, old)]
    return f"{key[0]} of unit {key[1] or '-'}: {said[0]} instead of {said[1]}"
