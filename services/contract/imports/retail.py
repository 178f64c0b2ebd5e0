"""Purchases of retail customers: one retail-terms contract a customer, an order and its money a purchase."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from services.contract.contract.events import ContractImported
from services.contract.contract.tables import contracts
from services.contract.imports.errand import OUTSIDE, Came, Errand, Known, Taken, known_customers
from services.contract.imports.rows import Fault, PurchaseRow, RowRejectedError, read_purchase
from services.contract.imports.streams import Moving, new_stream, take_over
from services.contract.ledger.aggregate import LEDGER, Book
from services.contract.order.aggregate import ORDER, Order, PlaceOrder
from services.contract.order.aggregate import decide as decide_order
from services.contract.order.events import OrderLine, OrderPlaced
from services.contract.order.tables import orders
from services.contract.payment.aggregate import PAYMENT, Payment, Receive
from services.contract.payment.aggregate import decide as decide_payment
from services.contract.payment.events import PaymentReceived
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.ids import derived_id
from shared.values.money import Money, MoneyError

TERMS: Final = "retail-terms"
TITLE: Final = "Retail terms"
PRICE_STEP: Final = Decimal("0.000001")


@dataclass
class Purchases:
    """A slice's good rows with their customers, and the ledgers they move."""

    rows: list[tuple[int, PurchaseRow, Known, Money]] = field(default_factory=list)
    ledgers: dict[str, Moving] = field(default_factory=dict)
    orders: list[tuple[Stream[Order], list[Event]]] = field(default_factory=list)
    payments: list[tuple[Stream[Payment], list[Event]]] = field(default_factory=list)

    def record(self, work: Work) -> None:
        """Kind by kind: rows of one table written one after another go to the database together."""
        for order, placed in self.orders:
            work.record(order, placed)
        for payment, received in self.payments:
            work.record(payment, received)
        for ledger in self.ledgers.values():
            ledger.record(work)


async def take_purchases(
    work: Work, errand: Errand, lines: Sequence[str], first_row: int, *, wait_for_unknown: bool
) -> Taken | None:
    """Records what the rows mean; a bad row is rejected and the others go on. A second run changes nothing.

    None, with nothing recorded, when a customer is not known yet and may still come.
    """
    taken = Taken()
    read = _read(lines, first_row, taken)
    by_source, by_id = await known_customers(
        work,
        errand,
        [row.customer_source_id for _, row in read if row.customer_source_id],
        [row.customer_id for _, row in read if row.customer_id],
    )
    purchases = Purchases()
    for number, row in read:
        customer = by_source.get(row.customer_source_id or "") or by_id.get(row.customer_id or "")
        if customer is None and wait_for_unknown:
            return None
        fault = _fault(errand, row, customer)
        try:
            money = row.money(errand.currency)
        except MoneyError as error:
            fault = Fault("amount", error.detail)
        if fault is not None or customer is None:
            taken.reject(number, [fault or Fault("", "")])
        else:
            purchases.rows.append((number, row, customer, money))
    await _record(work, errand, purchases, taken)
    return taken


def _read(lines: Sequence[str], first_row: int, taken: Taken) -> list[tuple[int, PurchaseRow]]:
    read = []
    for number, line in enumerate(lines, first_row):
        try:
            read.append((number, read_purchase(line)))
        except RowRejectedError as error:
            taken.reject(number, error.faults)
    return read


def _fault(errand: Errand, row: PurchaseRow, customer: Known | None) -> Fault | None:
    column = "customer_id" if row.customer_id else "customer_source_id"
    if customer is None:
        return Fault(column, "there is no such customer")
    return None if customer.reaches(errand.unit) else Fault(column, OUTSIDE)


async def _record(work: Work, errand: Errand, purchases: Purchases, taken: Taken) -> None:
    named = [row.source_id for _, row, _, _ in purchases.rows]
    known = select(orders.c.source_id, orders.c.order_id, orders.c.contract_id).where(
        orders.c.source == errand.source, orders.c.source_id.in_(named)
    )
    seen = {row[0]: (row[1], row[2]) for row in await work.rows(known)} if named else {}
    terms = sorted({_terms_id(customer) for _, _, customer, _ in purchases.rows})
    chosen = select(contracts.c.contract_id, contracts.c.currency).where(contracts.c.contract_id.in_(terms))
    currencies = {row["contract_id"]: row["currency"] for row in await work.rows(chosen)} if terms else {}
    for number, row, customer, money in purchases.rows:
        if row.source_id in seen:
            order_id, contract_id = seen[row.source_id]
            taken.count(Came(number, "unchanged", errand.unit, contract_id, order_id))
            continue
        contract_id, order_id = _terms_id(customer), derived_id("order", errand.source, row.source_id)
        if currencies.get(contract_id, money.currency) != money.currency:
            taken.reject(number, [Fault("amount", "the customer's terms are in another currency")])
            continue
        seen[row.source_id] = (order_id, contract_id)
        if contract_id not in purchases.ledgers:
            new = contract_id not in currencies
            currencies[contract_id] = money.currency
            purchases.ledgers[contract_id] = await _ledger(work, errand, row, customer, money, new=new)
        _buy(purchases, errand, row, customer, order_id, money, purchases.ledgers[contract_id])
        taken.count(Came(number, "imported", customer.unit, contract_id, order_id, money))
    purchases.record(work)


def _terms_id(customer: Known) -> str:
    return derived_id(TERMS, customer.customer_id)


async def _ledger(work: Work, errand: Errand, row: PurchaseRow, customer: Known, money: Money, *, new: bool) -> Moving:
    contract_id = _terms_id(customer)
    if not new:
        stream = await work.load(LEDGER, contract_id)
        return Moving(stream)
    fact = ContractImported(
        contract_id=contract_id,
        number=f"RT-{contract_id[-12:]}",
        direction="sales",
        title=TITLE,
        type_code=TERMS,
        counterparty_id=customer.customer_id,
        owner_id=errand.actor,
        amount_kind="none",
        amount=Money.zero(money.currency),
        signed_on=None,
        effective_on=row.date,
        term_from=None,
        term_to=None,
        plan=(),
        state="effective",
        source=TERMS,
        source_id=customer.customer_id,
    )
    return take_over(work, fact, customer.unit)


def _buy(
    purchases: Purchases,
    errand: Errand,
    row: PurchaseRow,
    customer: Known,
    order_id: str,
    money: Money,
    ledger: Moving,
) -> None:
    contract_id = ledger.stream.id
    line = OrderLine(
        line=1,
        product=None,
        description=row.description,
        quantity=row.pieces,
        unit_price=(money.amount / row.pieces).quantize(PRICE_STEP),
        amount=money,
    )
    placed = OrderPlaced(
        order_id=order_id,
        contract_id=contract_id,
        counterparty_id=customer.customer_id,
        owner_id=errand.actor,
        direction="sales",
        lines=(line,),
        amount=money,
        source=errand.source,
        source_id=row.source_id,
        effective_on=row.date,
    )
    order = new_stream(ORDER, order_id, contract_id, customer.unit)
    purchases.orders.append((order, decide_order(order.state, PlaceOrder(placed))))
    if not money.is_positive:
        return
    payment_id = derived_id("payment", errand.source, row.source_id)
    received = PaymentReceived(
        payment_id=payment_id,
        contract_id=contract_id,
        counterparty_id=customer.customer_id,
        owner_id=errand.actor,
        amount=money,
        reference="",
        source=errand.source,
        source_id=row.source_id,
        effective_on=row.date,
    )
    payment = new_stream(PAYMENT, payment_id, contract_id, customer.unit)
    purchases.payments.append((payment, decide_payment(payment.state, Receive(received))))
    ledger.decide(Book("ordered", order_id, money, row.date, order_id=order_id, fact=True))
    ledger.decide(Book("received", payment_id, money, row.date, order_id=order_id, fact=True))
