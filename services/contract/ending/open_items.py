"""What is open of a contract: all that must be done before it is completed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.state import Contract
from services.contract.copies.tables import copies
from services.contract.direct_debit.aggregate import DIRECT_DEBITS, DirectDebits
from services.contract.direct_debit.aggregate import Stage as DebitStage
from services.contract.ledger.adjustments import PREPAID
from services.contract.ledger.aggregate import LEDGER
from services.contract.ledger.state import Ledger
from services.contract.obligation.handlers import OVER
from services.contract.obligation.tables import obligations
from services.contract.order.tables import held_orders
from shared.eventstore.work import Work
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing that is open: `id` is that of the document, `clause` and `phase` where it stands, `amount` how much of
    it is open, where it has one.
    """

    kind: str
    id: str
    clause: str | None = None
    phase: str | None = None
    amount: Money | None = None


def undelivered(ledger: Ledger) -> Iterator[OpenItem]:
    for order in ledger.orders:
        left = ledger.order_sum("ordered", order) - ledger.order_sum("delivered", order)
        if left.is_positive:
            yield OpenItem("order", order, amount=left)


def unaccepted(ledger: Ledger) -> Iterator[OpenItem]:
    """Where something is paid upon acceptance, all that was delivered is accepted or sent back."""
    if not any("acceptance" in limit.conditions for limit in ledger.limits):
        return
    for order in ledger.orders:
        left = ledger.order_sum("delivered", order) - ledger.order_sum("accepted", order)
        if left.is_positive:
            yield OpenItem("acceptance", order, amount=left)


def unsettled(ledger: Ledger) -> Iterator[OpenItem]:
    for number, invoice in ledger.invoices.items():
        if not invoice.open.is_zero:
            yield OpenItem("invoice", number, invoice.clause, invoice.phase, invoice.open)
        if invoice.retained.is_positive:
            clause, phase = invoice.kept_at or (invoice.clause, invoice.phase)
            yield OpenItem("retention", number, clause, phase, invoice.retained)


def unallocated(ledger: Ledger) -> Iterator[OpenItem]:
    for receipt, left in ledger.receipts.items():
        if left.is_positive:
            yield OpenItem("receipt", receipt, amount=left)


def prepaid(ledger: Ledger) -> Iterator[OpenItem]:
    for key, outlay in ledger.outlays.items():
        if outlay.instrument in PREPAID and outlay.invoice_id is None and outlay.left.is_positive:
            yield OpenItem(outlay.instrument, key.split("\n")[0], outlay.clause, outlay.phase, outlay.left)


def secured(ledger: Ledger) -> Iterator[OpenItem]:
    """Guarantees that were given for the contract are given back."""
    left = ledger.sum("secured") - ledger.sum("freed")
    if left.is_positive:
        yield OpenItem("guarantee", ledger.contract_id, amount=left)


def undecided_bills(ledger: Ledger) -> Iterator[OpenItem]:
    """Bills that their acceptors have not honoured yet, wherever they are: one that is dishonoured is owed again."""
    left = ledger.bills_at_risk
    if left.is_positive:
        yield OpenItem("bill", ledger.contract_id, amount=left)


def unanswered(debits: DirectDebits) -> Iterator[OpenItem]:
    """Direct debits of which no bank has said what came."""
    for debit_id, stage in debits.stages.items():
        if stage is DebitStage.TRIED:
            yield OpenItem("direct_debit", debit_id, amount=debits.tried[debit_id].amount)


def pending(contract: Contract) -> Iterator[OpenItem]:
    """Amendments that both sides have signed and whose day has not come."""
    for agreed in contract.pending:
        yield OpenItem("amendment", agreed.amendment_id)


OF_LEDGER: Final[tuple[Callable[[Ledger], Iterator[OpenItem]], ...]] = (
    undelivered,
    unaccepted,
    unsettled,
    unallocated,
    prepaid,
    undecided_bills,
    secured,
)


async def open_items(work: Work, contract_id: str) -> list[OpenItem]:
    """Everything that is open, in the order in which a contract is performed."""
    ledger = await work.load(LEDGER, contract_id)
    found = [item for tell in OF_LEDGER for item in tell(ledger.state)] if ledger.exists else []
    owed = select(obligations).where(obligations.c.contract_id == contract_id, obligations.c.state.not_in(OVER))
    for row in await work.rows(owed.order_by(obligations.c.obligation_id)):
        place = (row["obligation_id"], row["clause"], row["phase"])
        if row["thing"] is not None:
            found.append(OpenItem("handover", *place))
        else:
            found.append(OpenItem("obligation", *place, Money.of(row["amount"], row["currency"])))
    held = select(held_orders).where(held_orders.c.contract_id == contract_id, held_orders.c.state == "held")
    found += [
        OpenItem("held_order", row["order_id"], amount=Money.of(row["amount"], row["currency"]))
        for row in await work.rows(held.order_by(held_orders.c.order_id))
    ]
    found += unanswered((await work.load(DIRECT_DEBITS, contract_id)).state)
    found += pending((await work.load(CONTRACT, contract_id)).state)
    out = select(copies.c.copies_id).where(copies.c.contract_id == contract_id, copies.c.left > 0)
    found += [OpenItem("copies", row["copies_id"]) for row in await work.rows(out.order_by(copies.c.copies_id))]
    return found
