"""What happens to an invoice after it was booked: credit notes, retention money kept and released."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from services.contract.contract.handlers import settling
from services.contract.invoice.aggregate import (
    INVOICE,
    CreditInvoice,
    DuplicateInvoiceError,
    Invoice,
    KeepRetention,
    ReleaseRetention,
    WithholdTax,
    decide,
)
from services.contract.invoice.tables import credit_notes
from services.contract.ledger.adjustments import Adjust
from services.contract.ledger.aggregate import LEDGER
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.master.handlers import draw
from services.contract.obligation.handlers import meet_what_is_settled
from services.contract.setting.handlers import value_on
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.money import Money


async def credit_invoice(work: Work, invoice_id: str, command: CreditInvoice) -> Stream[Invoice]:
    """A credit note takes something off what the invoice asks for, also when it is paid already."""
    invoice, contract_id = await _known(work, invoice_id)
    counterparty_id = dict(invoice.state.head)["counterparty_id"]
    same = select(credit_notes.c.credit_id).where(
        credit_notes.c.direction == invoice.state.direction,
        credit_notes.c.counterparty_id == counterparty_id,
        credit_notes.c.number == command.number,
    )
    if await work.value(same) is not None:
        raise DuplicateInvoiceError(number=command.number, pointer="/number")
    ledger = await work.load(LEDGER, contract_id)
    asked = Adjust("credited", command.credit_id, command.gross, command.on, invoice_id=invoice_id, amount_at="/gross")
    events = decide(invoice.state, command)
    booking = decide_ledger(ledger.state, asked)
    work.record(invoice, events)
    await meet_what_is_settled(work, LEDGER.fold(booking, ledger.state), booking, command.on)
    work.record(ledger, booking)
    await draw(work, ledger.state, booking)
    return invoice


async def keep_retention(
    work: Work, invoice_id: str, retention_id: str, amount: Money, place: tuple[str | None, str | None], on: date
) -> Stream[Invoice]:
    """A part of the invoice waits for its release, within the share that the settings of that day allow."""
    invoice, contract_id = await _known(work, invoice_id)
    contract = await settling(work, contract_id)
    cap = await value_on(work, "retention_cap", contract.state.head.type_code, on)
    asked = Adjust(
        "retained", retention_id, amount, on, clause=place[0], phase=place[1], invoice_id=invoice_id, cap=cap
    )
    ledger = await work.load(LEDGER, contract_id)
    booking = decide_ledger(ledger.state, asked)
    work.record(invoice, decide(invoice.state, KeepRetention(retention_id, _place(booking), amount, cap, on)))
    work.record(ledger, booking)
    return invoice


async def release_retention(work: Work, invoice_id: str, retention_id: str, amount: Money, on: date) -> Stream[Invoice]:
    """What was kept back may be paid from now on."""
    invoice, contract_id = await _known(work, invoice_id)
    ledger = await work.load(LEDGER, contract_id)
    asked = Adjust("released", retention_id, amount, on, invoice_id=invoice_id)
    booking = decide_ledger(ledger.state, asked)
    work.record(invoice, decide(invoice.state, ReleaseRetention(retention_id, _place(booking), amount, on)))
    work.record(ledger, booking)
    return invoice


async def withhold_tax(work: Work, invoice_id: str, command: WithholdTax) -> Stream[Invoice]:
    """Tax that the payer keeps for the tax office settles the invoice: of what we are to pay under payment control."""
    invoice, contract_id = await _known(work, invoice_id)
    contract = await settling(work, contract_id)
    cap = await value_on(work, "deposit_cap", contract.state.head.type_code, command.on)
    ledger = await work.load(LEDGER, contract_id)
    asked = Adjust("withheld", command.withholding_id, command.amount, command.on, invoice_id=invoice_id, cap=cap)
    booking = decide_ledger(ledger.state, asked)
    work.record(invoice, decide(invoice.state, replace(command, place=_place(booking))))
    await meet_what_is_settled(work, LEDGER.fold(booking, ledger.state), booking, command.on)
    work.record(ledger, booking)
    await draw(work, ledger.state, booking)
    return invoice


async def _known(work: Work, invoice_id: str) -> tuple[Stream[Invoice], str]:
    invoice = await work.load(INVOICE, invoice_id, must_exist=True)
    return invoice, invoice.state.contract_id


def _place(booking: list[Event]) -> tuple[str, str]:
    said = booking[0]
    return getattr(said, "clause", None) or "", getattr(said, "phase", None) or ""
