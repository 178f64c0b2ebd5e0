"""Stamp duty as it is declared: by quarter, legal entity and item, in the currency of the law."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Numeric,
    Select,
    Subquery,
    Table,
    case,
    column,
    func,
    literal,
    select,
    text,
    true,
)

from services.contract.contract.tables import contracts
from services.contract.exchange_rate.tables import exchange_rates
from services.contract.legal_entity.tables import legal_entities
from services.contract.stamp_duty.tables import deferred_duties, stamp_duties
from services.contract.type.stamp import StampItem
from shared.security.visibility import visible

DUTY_CURRENCY: Final = "CNY"
"""Amounts of another currency count at the rate of the day of signing (Stamp Tax Law, implementation rules)."""


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


def counted() -> Select[Any]:
    """Every duty with the number of its contract, counted in the currency of the law: at the rate of its day, and
    nothing where none was fixed for that day or before.
    """
    own = stamp_duties.c.currency == DUTY_CURRENCY
    fixed = (
        select(exchange_rates.c.rate, exchange_rates.c.effective_on, exchange_rates.c.source)
        .where(
            exchange_rates.c.currency == stamp_duties.c.currency,
            exchange_rates.c.against == DUTY_CURRENCY,
            exchange_rates.c.effective_on <= stamp_duties.c.effective_on,
        )
        .order_by(exchange_rates.c.effective_on.desc())
        .limit(1)
        .lateral("fixed")
    )
    base = case((own, stamp_duties.c.base), else_=func.round(stamp_duties.c.base * fixed.c.rate, 2))
    duty = case((own, stamp_duties.c.duty), else_=func.round(base * stamp_duties.c.rate, 2))
    return (
        select(
            stamp_duties,
            contracts.c.number,
            base.label("counted_base"),
            duty.label("counted_duty"),
            fixed.c.rate.label("exchange_rate"),
            fixed.c.effective_on.label("exchange_on"),
            fixed.c.source.label("exchange_source"),
        )
        .join(contracts, contracts.c.contract_id == stamp_duties.c.contract_id)
        .outerjoin(fixed, true())
    )


def lines(asked: Asked) -> Select[Any]:
    """Each duty that the caller sees."""
    first, end = asked.days
    chosen = _of_units(counted(), stamp_duties, asked.unit_id).where(
        stamp_duties.c.effective_on >= first, stamp_duties.c.effective_on < end
    )
    if asked.legal_entity_id is not None:
        chosen = chosen.where(stamp_duties.c.legal_entity_id == asked.legal_entity_id)
    if asked.item is not None:
        chosen = chosen.where(stamp_duties.c.item == asked.item)
    return chosen


def _added(found: Subquery) -> tuple[ColumnElement[Any], ...]:
    c = found.c
    return (
        func.count(c.contract_id.distinct()).label("contracts"),
        func.coalesce(func.sum(c.counted_base), literal(0, Numeric)).label("base"),
        func.coalesce(func.sum(c.counted_duty), literal(0, Numeric)).label("duty"),
        func.count(c.contract_id.distinct()).filter(c.currency != DUTY_CURRENCY).label("foreign"),
        func.count(c.contract_id.distinct()).filter(c.counted_duty.is_(None)).label("unrated"),
        literal(DUTY_CURRENCY).label("currency"),
    )


def totals(asked: Asked) -> Select[Any]:
    """The duties of the quarter added up by legal entity and item; `place` orders them."""
    found = lines(asked).subquery("found")
    keys = (found.c.legal_entity_id, found.c.item)
    summed = select(*keys, *_added(found)).group_by(*keys).subquery("summed")
    named = select(
        summed,
        legal_entities.c.name.label("legal_entity"),
        legal_entities.c.tax_number,
        func.coalesce(summed.c.legal_entity_id, "").label("place"),
    ).outerjoin(legal_entities, legal_entities.c.legal_entity_id == summed.c.legal_entity_id)
    return select(named.subquery("named"))


def whole(asked: Asked) -> Select[Any]:
    """The same altogether."""
    return select(*_added(lines(asked).subquery("found")))


def deferred(unit_id: str | None) -> Select[Any]:
    """Contracts without an amount that the caller sees."""
    chosen = select(deferred_duties, contracts.c.number).join(
        contracts, contracts.c.contract_id == deferred_duties.c.contract_id
    )
    return _of_units(chosen, deferred_duties, unit_id)


def of_contract(contract_id: str) -> Select[Any]:
    """Every duty of one contract."""
    return counted().where(stamp_duties.c.contract_id == contract_id).order_by(stamp_duties.c.version)
