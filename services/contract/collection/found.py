"""What a contract's arrears are decided on, read from the contract, its ledger and what is due under its plan."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from services.contract.ageing.events import AgeingLaidDown
from services.contract.ageing.queries import scheme_on
from services.contract.arrears.aggregate import ARREARS
from services.contract.arrears.commands import Head
from services.contract.arrears.errors import NoArrearsOfOursError
from services.contract.arrears.state import Arrears
from services.contract.book.tables import bookings
from services.contract.collection.interest import Moved
from services.contract.collection.standing import Owed, Planned, Standing, owed, standing
from services.contract.contract.machine import State
from services.contract.contract.tables import contracts
from services.contract.ledger.aggregate import LEDGER
from services.contract.ledger.events import TAKES_OFF
from services.contract.ledger.state import Ledger
from services.contract.obligation.tables import obligations
from services.contract.setting.choosing import Course
from services.contract.setting.handlers import course_of
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError
from shared.values.money import Money

OWES_NO_PLAN: Final = (State.TERMINATED, State.VOID)
"""States in which only what was invoiced is still owed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A contract's arrears with all that they follow from."""

    head: Head
    arrears: Stream[Arrears]
    ledger: Ledger
    items: tuple[Owed, ...]
    scheme: AgeingLaidDown
    last_paid_on: date | None
    number: str

    def standing_on(self, on: date) -> Standing:
        """How late what is open now is on a day; a part payment acknowledges the rest."""
        state = self.arrears.state
        known = [one for one in (state.acknowledged_on, self.last_paid_on) if one is not None]
        pauses = list(state.pauses.values())
        return standing(self.items, pauses, self.scheme, self.ledger.currency, on, max(known, default=None))

    def item(self, invoice_id: str) -> Owed | None:
        return next((one for one in self.items if one.item_id == invoice_id), None)


async def find(work: Work, contract_id: str, on: date) -> Found:
    """Raises `NotFoundError` where there is no such contract in sight or it has no ledger yet, and
    `NoArrearsOfOursError` for purchases.
    """
    head, arrears, ledger = await streams_of(work, contract_id)
    if ledger.state.direction != "sales":
        raise NoArrearsOfOursError
    chosen = select(contracts.c.state, contracts.c.number).where(contracts.c.contract_id == contract_id)
    row = await work.row(chosen)
    if row is None:
        raise NotFoundError
    planned = [] if row["state"] in OWES_NO_PLAN else await _planned(work, contract_id, on)
    return Found(
        head=head,
        arrears=arrears,
        ledger=ledger.state,
        items=tuple(owed(ledger.state, planned, arrears.state.off)),
        scheme=await scheme_on(work, on),
        last_paid_on=await _last_paid(work, contract_id),
        number=row["number"],
    )


async def streams_of(work: Work, contract_id: str) -> tuple[Head, Stream[Arrears], Stream[Ledger]]:
    """The stream of a contract's arrears with what every event of it says, and the contract's ledger. Raises
    `NotFoundError`.
    """
    ledger = await work.load(LEDGER, contract_id, must_exist=True)
    chosen = select(contracts.c.counterparty_id, contracts.c.owner_id)
    row = await work.row(chosen.where(contracts.c.contract_id == contract_id))
    if row is None:
        raise NotFoundError
    arrears = await work.load(ARREARS, contract_id, key=ledger.key, unit=ledger.unit)
    return Head(contract_id, row["counterparty_id"], row["owner_id"]), arrears, ledger


async def prime_rates(work: Work, contract_id: str) -> Course:
    """The one-year loan prime rate by day, as it is laid down for the contract's type."""
    type_code = await work.value(select(contracts.c.type_code).where(contracts.c.contract_id == contract_id))
    return await course_of(work, "loan_prime_rate", type_code or "")


async def _planned(work: Work, contract_id: str, on: date) -> list[Planned]:
    rows = await work.rows(
        select(obligations).where(
            obligations.c.contract_id == contract_id,
            obligations.c.debtor == "counterparty",
            obligations.c.state != "met",
            obligations.c.due_on <= on,
        )
    )
    return [
        Planned(
            row["obligation_id"], row["clause"], row["phase"], row["due_on"], Money.of(row["amount"], row["currency"])
        )
        for row in rows
    ]


async def _last_paid(work: Work, contract_id: str) -> date | None:
    of = (bookings.c.contract_id == contract_id, bookings.c.kind == "allocated")
    found: date | None = await work.value(
        select(bookings.c.effective_on).where(*of).order_by(bookings.c.effective_on.desc()).limit(1)
    )
    return found


async def moves_of(work: Work, contract_id: str, invoice_id: str) -> list[Moved]:
    """What was settled of an invoice, day by day."""
    rows = await work.rows(
        select(bookings.c.kind, bookings.c.amount, bookings.c.effective_on).where(
            bookings.c.contract_id == contract_id,
            bookings.c.invoice_id == invoice_id,
            bookings.c.kind.in_(TAKES_OFF),
        )
    )
    return [Moved(row["effective_on"], TAKES_OFF[row["kind"]] * row["amount"]) for row in rows]


async def received_between(work: Work, contract_id: str, first: date, last: date, currency: str) -> Money:
    """What came in from a day to a day, less what went back."""
    rows = await work.rows(
        select(bookings.c.kind, bookings.c.amount).where(
            bookings.c.contract_id == contract_id,
            bookings.c.kind.in_(("received", "refunded")),
            bookings.c.effective_on.between(first, last),
        )
    )
    came = sum((row["amount"] if row["kind"] == "received" else -row["amount"] for row in rows), Decimal(0))
    return Money.of(max(came, Decimal(0)), currency)
