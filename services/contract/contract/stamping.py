"""What signing a contract, or an amendment of it, comes to for stamp duty."""

from datetime import date

from services.contract.contract.events import Terms
from services.contract.contract.state import Contract
from services.contract.stamp_duty.events import Cause
from services.contract.stamp_duty.handlers import Signed, incur
from services.contract.terms import OPEN_ENDED
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.money import Money


def taxable(terms: Terms) -> Money | None:
    """What duty is due on: the net amount where the lines say the tax apart, else the whole; None without an amount."""
    if terms.amount_kind in OPEN_ENDED or not terms.amount.is_positive:
        return None
    if not terms.lines:
        return terms.amount
    return Money.total([line.net for line in terms.lines], terms.amount.currency)


async def incur_at_signing(work: Work, contract: Stream[Contract], on: date) -> None:
    """The contract is signed by both sides."""
    if contract.state.terms is not None:
        await _incur(work, contract, contract.state.terms, "signing", contract.id, on)


async def incur_by_amendment(work: Work, base: Stream[Contract], amendment: Stream[Contract], on: date) -> None:
    """An amendment of the contract is signed by both sides, whenever it takes effect."""
    if amendment.state.terms is not None:
        await _incur(work, base, amendment.state.terms, "amendment", amendment.id, on)


async def _incur(work: Work, contract: Stream[Contract], terms: Terms, cause: Cause, document: str, on: date) -> None:
    signed = Signed(
        contract_id=contract.id,
        type_id=terms.type_id,
        type_code=terms.type_code,
        counterparty_id=terms.counterparty_id,
        direction=terms.direction,
        unit=contract.unit,
        cause=cause,
        document=document,
        base=taxable(terms),
        currency=terms.amount.currency,
        on=on,
    )
    await incur(work, signed)
