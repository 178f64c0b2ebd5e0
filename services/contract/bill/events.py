"""Acceptance drafts (bills) that customers pay with: taken, split, passed on, honoured or dishonoured."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen
from shared.eventstore.event import Event
from shared.values.money import Money

Acceptor = Literal["bank", "commercial"]
"""Who promised to pay: a bank, or a company."""


class Covered(Frozen):
    """What of a bill covers which invoice."""

    invoice_id: str
    amount: Money


class Piece(Frozen):
    """What a bill was split into, with the invoices that it covers from now on."""

    bill_id: str
    amount: Money
    covers: tuple[Covered, ...]


class BillFact(Event):
    """Which bill. `root_id` is the one that was taken, which this one may have been split from."""

    bill_id: str
    root_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str


class BillTaken(BillFact, name="bill.taken.v1"):
    """A customer gave us a bill of exchange in place of money, or a piece was split from one (`of`)."""

    of: str | None
    number: str
    acceptor: Acceptor
    acceptor_name: str
    amount: Money
    covers: tuple[Covered, ...]
    issued_on: date
    matures_on: date
    effective_on: date


class BillApplied(BillFact, name="bill.applied.v1"):
    """It covers invoices; they are settled for as long as it is not dishonoured."""

    covers: tuple[Covered, ...]
    effective_on: date


class BillSplit(BillFact, name="bill.split.v1"):
    """Smaller ones stand in its place, together as much."""

    pieces: tuple[Piece, ...]
    effective_on: date


class BillMoved(BillFact):
    """All of a bill went somewhere."""

    amount: Money
    effective_on: date


class BillEndorsed(BillMoved, name="bill.endorsed.v1"):
    """It was passed on to a supplier and pays on a purchase contract; we still answer for it."""

    endorsee_id: str
    on_contract_id: str
    payment_id: str


class BillDiscounted(BillMoved, name="bill.discounted.v1"):
    """A bank paid for it before its day and kept `charges`; we still answer for it."""

    bank: str
    charges: Money | None


class BillHonoured(BillMoved, name="bill.honoured.v1"):
    """The acceptor paid: us, or whoever has it now (`passed_on`). Nothing is at risk any more."""

    passed_on: bool


class BillDishonoured(BillMoved, name="bill.dishonoured.v1"):
    """The acceptor did not pay: what it covered is owed again, and who has it was paid by us (`passed_on`)."""

    passed_on: bool
    covers: tuple[Covered, ...]


class BillMaturing(BillMoved, name="bill.maturing.v1"):
    """Its day is near: it is presented, or honoured elsewhere."""

    matures_on: date
