"""How the round over a write-off ends."""

from services.contract.arrears import commands as c
from services.contract.arrears.aggregate import ARREARS, decide
from services.contract.ledger.aggregate import LEDGER
from shared.approvals.events import ApprovalClosed
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError


async def write_off_closed(work: Work, contract_id: str, closed: ApprovalClosed) -> None:
    """The end of the round: approved, the claim goes off the books in the transaction of the last decision."""
    arrears = await work.load(ARREARS, contract_id, must_exist=True)
    asked = arrears.state.write_off
    if asked is None:
        raise NotFoundError
    ledger = await work.load(LEDGER, contract_id, must_exist=True)
    of = ledger.state.invoices.get(asked.invoice_id)
    head = c.Head(asked.contract_id, asked.counterparty_id, asked.owner_id)
    place = (of.clause, of.phase) if of else ("", "")
    command = c.CloseWriteOff(head, closed.approval_id, closed.text_hash, closed.outcome, place, work.context.today)
    work.record(arrears, decide(arrears.state, command))
