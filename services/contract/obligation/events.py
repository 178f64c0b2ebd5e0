"""What one side owes under a clause and phase, and whether it was done in time."""

from datetime import date

from services.contract.terms import After, Debtor, Direction
from shared.eventstore.event import Event
from shared.values.money import Money


class ObligationPlanned(Event, name="obligation.planned.v1"):
    """It will be owed. Said again with a date once the occasion it waits for has come."""

    obligation_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    direction: Direction
    clause: str
    phase: str
    debtor: Debtor
    due_on: date | None
    after: After | None
    amount: Money


class ObligationStanding(Event):
    """Which obligation, and what it comes to."""

    obligation_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    clause: str
    phase: str
    debtor: Debtor
    due_on: date | None
    amount: Money


class ObligationDue(ObligationStanding, name="obligation.due.v1"):
    """The day has come."""


class ObligationChanged(ObligationStanding, name="obligation.changed.v1"):
    """Something else is owed than before, or on another day."""

    direction: Direction
    after: After | None
    effective_on: date


class ObligationLapsed(ObligationStanding, name="obligation.lapsed.v1"):
    """It is owed no more, since `lapsed_on`: the contract says so, or has ended."""

    lapsed_on: date


class ObligationMet(ObligationStanding, name="obligation.met.v1"):
    """It was done on `met_on`."""

    met_on: date


class ObligationOverdue(ObligationStanding, name="obligation.overdue.v1"):
    """The day has passed and it was not done."""
