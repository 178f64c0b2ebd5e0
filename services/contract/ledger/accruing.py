"""Interest that we owe for paying late, on the ledger: on top of what both sides agreed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.contract.ledger.events import LedgerAccrued
from services.contract.ledger.state import Ledger
from services.contract.terms import INTEREST_PHASE
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Bears:
    """What an invoice or a planned payment, `of`, has borne in all from the day it was due on, `since`, up to `until`:
    for so many days that count, at `rate` a year on the last of them.
    """

    of: str
    clause: str
    interest: Money
    since: date
    until: date
    days: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Accrue:
    """What is owed is brought to what was borne; `document` is the booking, `on` the day it is of."""

    document: str
    parts: Sequence[Bears]
    on: date


def accruals(ledger: Ledger, command: Accrue) -> list[LedgerAccrued]:
    """Only what differs from what was booked before: more, as days go by, or less, where a payment of an earlier day
    became known late.
    """
    nothing = Money.zero(ledger.currency)
    found = []
    for part in command.parts:
        more = part.interest - ledger.accrued.get(part.of, nothing)
        if more.is_zero:
            continue
        event = LedgerAccrued(
            contract_id=ledger.contract_id,
            counterparty_id=ledger.counterparty_id,
            kind="accrued" if more.is_positive else "unaccrued",
            document=command.document,
            of=part.of,
            clause=part.clause,
            phase=INTEREST_PHASE,
            amount=abs(more),
            since=part.since,
            until=part.until,
            days=part.days,
            rate=part.rate,
            effective_on=command.on,
        )
        found.append(event)
    return found
