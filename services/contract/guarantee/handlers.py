"""Guarantees: the document first, then the ledger, which knows how much security is in force."""

from dataclasses import dataclass
from datetime import date

from services.contract.contract.handlers import performing
from services.contract.guarantee.aggregate import (
    GUARANTEE,
    ChaseGuarantee,
    ClaimGuarantee,
    Command,
    ExpireGuarantee,
    Guarantee,
    RegisterGuarantee,
    ReturnGuarantee,
    decide,
)
from services.contract.guarantee.events import GuaranteeRegistered, Purpose
from services.contract.ledger.adjustments import Adjust
from services.contract.ledger.aggregate import LEDGER
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.events import Change
from services.contract.terms import Side
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class GuaranteeWish:
    purpose: Purpose
    given_by: Side
    issuer: str
    number: str
    amount: Money
    valid_from: date
    expires_on: date
    on: date


async def register(work: Work, guarantee_id: str, contract_id: str, wish: GuaranteeWish) -> Stream[Guarantee]:
    """An issuer answers for one side of a contract; what the other side gave us counts as security."""
    contract = await performing(work, contract_id)
    head = contract.state.head
    fact = GuaranteeRegistered(
        guarantee_id=guarantee_id,
        contract_id=contract_id,
        counterparty_id=head.counterparty_id,
        owner_id=head.owner_id,
        purpose=wish.purpose,
        given_by=wish.given_by,
        issuer=wish.issuer,
        number=wish.number,
        amount=wish.amount,
        valid_from=wish.valid_from,
        expires_on=wish.expires_on,
        effective_on=wish.on,
    )
    guarantee = await work.load(GUARANTEE, guarantee_id, key=contract_id, unit=contract.unit)
    events = decide(guarantee.state, RegisterGuarantee(fact))
    work.record(guarantee, events)
    await _book(work, guarantee, "secured", wish.amount, wish.on)
    return guarantee


async def change(work: Work, guarantee_id: str, command: Command) -> Stream[Guarantee]:
    """It is extended, claimed or given back; what stands no longer is no security any more."""
    guarantee = await work.load(GUARANTEE, guarantee_id, must_exist=True)
    left = guarantee.state.left
    work.record(guarantee, decide(guarantee.state, command))
    match command:
        case ClaimGuarantee(amount=amount, on=on):
            await _book(work, guarantee, "freed", amount, on)
        case ReturnGuarantee(on=on) if left is not None:
            await _book(work, guarantee, "freed", left, on)
        case _:
            pass
    return guarantee


async def chase(work: Work, due: Deadline) -> None:
    """Its end comes near."""
    guarantee = await work.load(GUARANTEE, due.subject, must_exist=True)
    work.record(guarantee, decide(guarantee.state, ChaseGuarantee(work.context.today)))


async def expire(work: Work, due: Deadline) -> None:
    """The day after its last one has begun."""
    guarantee = await work.load(GUARANTEE, due.subject, must_exist=True)
    left = guarantee.state.left
    events = decide(guarantee.state, ExpireGuarantee(work.context.today))
    work.record(guarantee, events)
    if events and left is not None:
        await _book(work, guarantee, "freed", left, work.context.today)


async def _book(work: Work, guarantee: Stream[Guarantee], kind: Change, amount: Money, on: date) -> None:
    fact = guarantee.state.fact
    if fact is None or fact.given_by != "counterparty":
        return
    ledger = await work.load(LEDGER, fact.contract_id)
    work.record(ledger, decide_ledger(ledger.state, Adjust(kind, guarantee.id, amount, on)))
