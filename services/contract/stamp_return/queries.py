"""Stamp duty as it is declared: by quarter, legal entity and item."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, column, func, literal, select, text

from services.contract.contract.tables import contracts
from services.contract.legal_entity.tables import legal_entities
from services.contract.stamp_duty.tables import deferred_duties, stamp_duties
from services.contract.type.stamp import StampItem
from shared.security.visibility import visible


@dataclass(frozen=True, slots=True)
class Asked:
    """Which duties: of a quarter, of a unit with those below it, of a legal entity, under an item."""

    quarter: str
    unit_id: str | None = None
    legal_entity_id: str | None = None
    item: StampItem | None = None

    @property
    def days(self) -> tuple[date, date]:
        """Its first day, and the first of the next quarter."""
        year, number = int(self.quarter[:4]), int(self.quarter[-1])
        ends = date(year + number // 4, number * 3 % 12 + 1, 1)
        return date(year, number * 3 - 2, 1), ends


def _of_units(chosen: Select[Any], table: Table, unit_id: str | None) -> Select[Any]:
    chosen = chosen.where(visible(table.c.unit_id, literal("contract-").concat(table.c.contract_id)))
    if unit_id is None:
        return chosen
    below = text("SELECT descendant FROM unit_closure WHERE ancestor = :unit").bindparams(unit=unit_id)
    return chosen.where(table.c.unit_id.in_(below.columns(column("descendant"))))


def lines(asked: Asked) -> Select[Any]:
    """Each duty that the caller sees, with the number of its contract."""
    first, end = asked.days
    chosen = select(stamp_duties, contracts.c.number).join(
        contracts, contracts.c.contract_id == stamp_duties.c.contract_id
    )
    chosen = _of_units(chosen, stamp_duties, asked.unit_id).where(
        stamp_duties.c.effective_on >= first, stamp_duties.c.effective_on < end
    )
    if asked.legal_entity_id is not None:
        chosen = chosen.where(stamp_duties.c.legal_entity_id == asked.legal_entity_id)
    if asked.item is not None:
        chosen = chosen.where(stamp_duties.c.item == asked.item)
    return chosen


def totals(asked: Asked) -> Select[Any]:
    """The duties of the quarter added up by legal entity, item and currency; `place` orders them."""
    found = lines(asked).subquery("found")
    keys = (found.c.legal_entity_id, found.c.item, found.c.currency)
    summed = (
        select(
            *keys,
            func.count(found.c.contract_id.distinct()).label("contracts"),
            func.sum(found.c.base).label("base"),
            func.sum(found.c.duty).label("duty"),
        )
        .group_by(*keys)
        .subquery("summed")
    )
    named = select(
        summed,
        legal_entities.c.name.label("legal_entity"),
        legal_entities.c.tax_number,
        func.coalesce(summed.c.legal_entity_id, "").label("place"),
    ).outerjoin(legal_entities, legal_entities.c.legal_entity_id == summed.c.legal_entity_id)
    return select(named.subquery("named"))


def deferred(unit_id: str | None) -> Select[Any]:
    """Contracts without an amount that the caller sees."""
    chosen = select(deferred_duties, contracts.c.number).join(
        contracts, contracts.c.contract_id == deferred_duties.c.contract_id
    )
    return _of_units(chosen, deferred_duties, unit_id)


def of_contract(contract_id: str) -> Select[Any]:
    """Every duty of one contract."""
    chosen = select(stamp_duties, contracts.c.number).join(
        contracts, contracts.c.contract_id == stamp_duties.c.contract_id
    )
    return chosen.where(stamp_duties.c.contract_id == contract_id).order_by(stamp_duties.c.version)
