"""Direct debits tried, and what the bank says of them: money that it collected is a receipt that covers the invoice."""

from services.contract.contract.handlers import settling
from services.contract.direct_debit.aggregate import (
    DIRECT_DEBITS,
    CollectDebit,
    DirectDebits,
    FailDebit,
    Stage,
    TryDebit,
    decide,
)
from services.contract.direct_debit.errors import NoInvoiceOfOursError
from services.contract.direct_debit.schemas import DebitBody
from services.contract.ledger.aggregate import LEDGER
from services.contract.payment.errors import WrongDirectionError
from services.contract.payment.handlers import ReceiptWish, receive
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError


async def try_debit(work: Work, contract_id: str, debit_id: str, body: DebitBody) -> Stream[DirectDebits]:
    """The bank is asked for what is open of an invoice. Raises `BeyondInvoiceError`, `NoInvoiceOfOursError`."""
    contract = await settling(work, contract_id)
    if contract.state.head.direction != "sales":
        raise WrongDirectionError
    # Read first: of two tries at once the second looks again.
    debits = await work.load(DIRECT_DEBITS, contract_id, key=contract_id, unit=contract.unit)
    invoice = (await work.load(LEDGER, contract_id)).state.invoices.get(body.invoice_id)
    if invoice is None:
        raise NoInvoiceOfOursError(pointer="/invoice_id")
    head = {
        "debit_id": debit_id,
        "contract_id": contract_id,
        "counterparty_id": contract.state.head.counterparty_id,
        "owner_id": contract.state.head.owner_id,
        "invoice_id": body.invoice_id,
    }
    command = TryDebit(head, body.amount, body.mandate, invoice.open, body.effective_on or work.context.today)
    work.record(debits, [decide(debits.state, command)])
    return debits


async def collect(work: Work, contract_id: str, command: CollectDebit) -> Stream[DirectDebits]:
    """The bank has it: a receipt is booked and covers the invoice as far as that is open still."""
    debits = await work.load(DIRECT_DEBITS, contract_id, must_exist=True)
    tried = debits.state.tried.get(command.debit_id)
    if tried is None:
        raise NotFoundError
    fact = decide(debits.state, command)
    wish = ReceiptWish(tried.amount, tried.asked.mandate, None, None, None, command.on)
    work.record(debits, [fact])
    invoice = (await work.load(LEDGER, contract_id)).state.invoices[tried.invoice_id]
    covers = ((tried.invoice_id, min(tried.amount, invoice.open)),) if invoice.open.is_positive else ()
    await receive(work, command.payment_id, contract_id, wish, covers)
    return debits


async def fail(work: Work, contract_id: str, command: FailDebit) -> Stream[DirectDebits]:
    """The bank has nothing: the invoice is owed as before, and may be tried again."""
    debits = await work.load(DIRECT_DEBITS, contract_id, must_exist=True)
    work.record(debits, [decide(debits.state, command)])
    return debits


async def refused_by_bank(work: Work, contract_id: str, debit_id: str, code: str) -> None:
    """The bank did not take it: unless it was answered otherwise, nothing comes of it."""
    debits = await work.load(DIRECT_DEBITS, contract_id)
    if debits.state.stages.get(debit_id) is Stage.TRIED:
        said = FailDebit(debit_id, "other", code, work.context.today)
        work.record(debits, [decide(debits.state, said)])
