"""What contracts' events do here: what was bought and accepted becomes construction in progress."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.asset.project.aggregate import BookCosts, CostLine
from services.asset.project.handlers import book_acceptance
from services.asset.tables import contracts
from shared.eventstore.work import Work
from shared.messaging.consumer import Consumer, Received, Seen
from shared.values.money import Money

PURCHASE = "purchase"

consumer = Consumer("asset")


class SignedContract(Seen):
    contract_id: str
    number: str
    title: str
    direction: str


class AcceptedLine(Seen):
    """`amount` holds the tax; `net` is known where the rate of the tax is."""

    line: int
    description: str
    amount: Money
    net: Money | None = None
    tax_recoverable: bool | None = None

    @property
    def cost(self) -> Money:
        """What the line costs: a tax that is got back is no cost, any other is."""
        return self.net if self.net is not None and self.tax_recoverable else self.amount


class AcceptedDelivery(Seen):
    order_id: str
    delivery_id: str
    acceptance_id: str
    contract_id: str
    counterparty_id: str
    direction: str
    lines: tuple[AcceptedLine, ...]
    effective_on: date


@consumer.on("contract", "contract.signed.v1", SignedContract)
async def remember_contract(work: Work, record: Received[SignedContract]) -> None:
    """How a purchase contract is called, for the project that its first acceptance opens."""
    signed = record.data
    if signed.direction != PURCHASE:
        return
    named = {"number": signed.number, "title": signed.title}
    row = insert(contracts).values(contract_id=signed.contract_id, unit_id=record.unit, **named)
    await work.execute(row.on_conflict_do_update(index_elements=["contract_id"], set_=named))


@consumer.on("contract", "order.accepted.v1", AcceptedDelivery)
async def book_construction(work: Work, record: Received[AcceptedDelivery]) -> None:
    """An accepted purchase costs its contract's project, line by line."""
    accepted = record.data
    lines = tuple(CostLine(line.line, line.description, line.cost) for line in accepted.lines if not line.cost.is_zero)
    if accepted.direction != PURCHASE or not lines:
        return
    costs = BookCosts(
        lines=lines,
        effective_on=accepted.effective_on,
        contract_id=accepted.contract_id,
        order_id=accepted.order_id,
        delivery_id=accepted.delivery_id,
        acceptance_id=accepted.acceptance_id,
        supplier_id=accepted.counterparty_id,
    )
    known = await work.row(
        select(contracts.c.number, contracts.c.title).where(contracts.c.contract_id == accepted.contract_id)
    )
    name = f"{known['number']} {known['title']}" if known else lines[0].description
    await book_acceptance(work, costs, name, record.unit)
