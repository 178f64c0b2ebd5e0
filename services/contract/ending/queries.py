"""What is asked about how contracts end, and how they began."""

from typing import Any

from sqlalchemy import Select, func, literal, or_, select, union_all

from services.contract.contract.tables import contract_holds, contracts
from services.contract.order.tables import deliveries, orders
from shared.security.visibility import visible


def holds(contract_id: str) -> Select[Any]:
    """Holds of a contract of visible units."""
    seen = visible(contract_holds.c.unit_id, literal("contract-").concat(contract_holds.c.contract_id))
    return select(contract_holds).where(contract_holds.c.contract_id == contract_id, seen)


def begun_early() -> Select[Any]:
    """Contracts of visible units on which work began before both sides had signed: as somebody said, or as the days of
    orders and deliveries show.
    """
    said = select(contracts.c.contract_id, contracts.c.work_begun_on.label("on"), literal("said").label("by")).where(
        contracts.c.work_begun_on.is_not(None)
    )
    ordered = select(orders.c.contract_id, orders.c.effective_on, literal("order"))
    delivered = select(deliveries.c.contract_id, deliveries.c.delivered_on, literal("delivery"))
    begun = union_all(said, ordered, delivered).subquery("begun")
    first = (
        select(
            contracts.c.contract_id,
            contracts.c.unit_id,
            contracts.c.number,
            contracts.c.title,
            contracts.c.owner_id,
            contracts.c.state,
            contracts.c.signed_on,
            begun.c.on.label("begun_on"),
            begun.c.by.label("known_by"),
            func.row_number()
            .over(partition_by=contracts.c.contract_id, order_by=[begun.c.on, begun.c.by.desc()])
            .label("place"),
        )
        .join(begun, begun.c.contract_id == contracts.c.contract_id)
        .where(
            or_(contracts.c.signed_on.is_(None), begun.c.on < contracts.c.signed_on),
            contracts.c.source == "",
            visible(contracts.c.unit_id, literal("contract-").concat(contracts.c.contract_id)),
        )
        .subquery("first")
    )
    return select(first).where(first.c.place == 1)
