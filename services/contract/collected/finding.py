"""What a record names: a contract, an order, an invoice; ours by whatever the source calls it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from services.contract.collected.aggregate import COLLECTED, Collected, Stage
from services.contract.collected.rows import AcceptanceRow, DeliveryRow, InvoiceRow, MoneyRow, OrderRow, Row
from services.contract.collector.events import RecordKind
from services.contract.contract import queries
from services.contract.contract.tables import contracts
from services.contract.customer.tables import customers
from services.contract.order.tables import orders
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.ids import derived_id


@dataclass(frozen=True, slots=True)
class Named:
    """What a record belongs to: a contract with our order, delivery and invoice, or the collected order it waits with;
    nothing of it for an order without a contract.
    """

    contract_id: str | None = None
    order_id: str | None = None
    delivery_id: str | None = None
    invoice_id: str | None = None
    follows: str | None = None


def collected_id_of(kind: RecordKind, source: str, source_id: str) -> str:
    """One record of a kind and id of a source."""
    return derived_id("collected", source, kind, source_id)


async def parties_of(work: Work, source: str, ids: Sequence[str]) -> dict[str, str]:
    """Customers by the id that they have in the source they came from."""
    if not ids:
        return {}
    chosen = select(customers.c.source_id, customers.c.customer_id)
    rows = await work.rows(chosen.where(customers.c.source == source, customers.c.source_id.in_(ids)))
    return {row["source_id"]: row["customer_id"] for row in rows}


async def named_by(work: Work, source: str, row: Row) -> Named:
    """Raises `InvalidFieldError` with the record's field that names nothing we know, or nothing at all."""
    match row:
        case OrderRow():
            return Named(contract_id=await _contract(work, source, row.contract_number, row.contract_reference))
        case DeliveryRow():
            return await _order(work, source, row.order)
        case AcceptanceRow():
            return await _delivery(work, source, row.delivery)
        case MoneyRow(invoice=invoice) if invoice is not None:
            return await _invoice(work, source, invoice)
        case InvoiceRow() | MoneyRow() if row.order is not None:
            return await _order(work, source, row.order)
        case InvoiceRow() | MoneyRow():
            found = await _contract(work, source, row.contract_number, row.contract_reference)
            if found is None:
                raise InvalidFieldError("/contract_number", "it names neither a contract nor an order nor an invoice")
            return Named(contract_id=found)


async def _contract(work: Work, source: str, number: str | None, reference: str | None) -> str | None:
    if number is None and reference is None:
        return None
    chosen = queries.listed().with_only_columns(contracts.c.contract_id)
    if number is not None:
        chosen = chosen.where(contracts.c.number == number)
    if reference is not None:
        chosen = chosen.where(contracts.c.source == source, contracts.c.source_id == reference)
    rows = await work.rows(chosen.limit(2))
    field = "/contract_reference" if number is None else "/contract_number"
    if len(rows) != 1:
        why = "several contracts have this number" if rows else "there is no such contract"
        raise InvalidFieldError(field, why)
    found: str = rows[0]["contract_id"]
    return found


async def _order(work: Work, source: str, order: str) -> Named:
    collected_id = collected_id_of("order", source, order)
    known = await _known(work, collected_id)
    if known is not None and known.state.booked is not None:
        booked = known.state.booked
        return Named(contract_id=booked.contract_id, order_id=booked.document_id)
    if known is not None:
        return Named(follows=collected_id)
    chosen = select(orders.c.order_id, orders.c.contract_id)
    row = await work.row(chosen.where(orders.c.source == source, orders.c.source_id == order))
    if row is None:
        raise InvalidFieldError("/order", "there is no such order of this source")
    return Named(contract_id=row["contract_id"], order_id=row["order_id"])


async def _delivery(work: Work, source: str, delivery: str) -> Named:
    known = await _known(work, collected_id_of("delivery", source, delivery))
    if known is None or known.state.taken is None:
        raise InvalidFieldError("/delivery", "there is no such delivery of this source")
    if known.state.booked is None:
        return Named(follows=known.state.taken.follows)
    order = await _order(work, source, known.state.taken.said.order or "")
    return Named(known.state.booked.contract_id, order.order_id, known.state.booked.document_id)


async def _invoice(work: Work, source: str, invoice: str) -> Named:
    known = await _known(work, collected_id_of("invoice", source, invoice))
    if known is None or known.state.taken is None:
        raise InvalidFieldError("/invoice", "there is no such invoice of this source")
    booked = known.state.booked
    if booked is None:
        return Named(follows=known.state.taken.follows)
    said = known.state.taken.said
    order_id = (await _order(work, source, said.order)).order_id if said.order is not None else None
    return Named(contract_id=booked.contract_id, order_id=order_id, invoice_id=booked.document_id)


async def _known(work: Work, collected_id: str) -> Stream[Collected] | None:
    try:
        found = await work.load(COLLECTED, collected_id)
    except NotFoundError:
        return None
    return found if found.state.stage is not Stage.NEW else None
