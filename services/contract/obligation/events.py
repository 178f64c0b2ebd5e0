"""What one side owes under a clause and phase, in money or in things, and whether it was done in time."""

from datetime import date

from services.contract.terms import After, Debtor, Direction, Frozen
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString
from shared.values.money import Money


class Thing(Frozen):
    """What is handed over, and how much of it where the contract counts it; `source_id` is what it goes by where it
    came from.
    """

    description: str
    quantity: DecimalString | None
    unit: str
    source_id: str | None = None


class ObligationPlanned(Event, name="obligation.planned.v1"):
    """It will be owed. Said again with a date once the occasion it waits for has come. Of a `thing` that is handed over
    no money is owed: `amount` is nothing.
    """

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
    thing: Thing | None = None


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
    thing: Thing | None = None


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


class ObligationPerformed(Event, name="obligation.performed.v1"):
    """Some of a thing was handed over and found as agreed: `quantity` of it by the `document`, an acceptance (null: by
    nobody's but whoever says so), and `total` so far.
    """

    obligation_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    clause: str
    phase: str
    debtor: Debtor
    quantity: DecimalString
    total: DecimalString
    document: str | None
    effective_on: date


class ObligationMet(ObligationStanding, name="obligation.met.v1"):
    """It was done on `met_on`."""

    met_on: date


class ObligationOverdue(ObligationStanding, name="obligation.overdue.v1"):
    """The day has passed and it was not done."""
