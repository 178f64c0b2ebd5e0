"""A seal is used on an approved contract; the copies that go to the other party are expected back."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.machine import State
from services.contract.copies.handlers import hand_out
from services.contract.seal.handlers import check_seal
from services.contract.seal_use.aggregate import SEAL_USE, SealUse, UseSeal, decide
from services.contract.seal_use.events import SealKind, SealUsed
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.ids import derived_id

APPROVED: Final = frozenset({State.APPROVED, State.SIGNING, State.SIGNED, State.EFFECTIVE, State.SUSPENDED})
"""States in which the text stands as it was approved."""


@dataclass(frozen=True, slots=True)
class SealWish:
    text_hash: str
    kind: SealKind
    seal_id: str | None
    keeper_id: str
    copies: int
    sent: int
    return_due_on: date | None
    on: date


async def use_seal(work: Work, seal_use_id: str, contract_id: str, wish: SealWish) -> Stream[SealUse]:
    """The keeper stamps the approved text; `copies-<id made of the use>` waits for what was sent."""
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    terms = contract.state.terms
    approved = terms.text_hash if terms is not None and contract.state.state in APPROVED else None
    fact = SealUsed(
        seal_use_id=seal_use_id,
        contract_id=contract_id,
        owner_id=contract.state.head.owner_id,
        text_hash=wish.text_hash,
        kind=wish.kind,
        seal_id=wish.seal_id,
        keeper_id=wish.keeper_id,
        copies=wish.copies,
        sent=wish.sent,
        effective_on=wish.on,
    )
    use = work.start(SEAL_USE, seal_use_id, key=contract_id, unit=contract.unit)
    booked = decide(use.state, UseSeal(fact, approved))
    await check_seal(work, contract.unit, wish.kind, wish.seal_id, wish.keeper_id, wish.on)
    work.record(use, booked)
    if wish.sent:
        if wish.return_due_on is None:
            raise InvalidFieldError("/return_due_on", "copies that are sent are expected back by a day")
        await hand_out(
            work,
            contract_id,
            copies_of(seal_use_id),
            purpose="sealed",
            responsible=wish.keeper_id,
            count=wish.sent,
            due_on=wish.return_due_on,
            on=wish.on,
            seal_use_id=seal_use_id,
        )
    return use


def copies_of(seal_use_id: str) -> str:
    """Under which id the copies sent with one use of a seal are out."""
    return derived_id("copies", seal_use_id)
