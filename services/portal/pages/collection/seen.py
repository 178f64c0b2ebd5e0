"""What the collection file needs of the contract service's answers."""

from datetime import date
from decimal import Decimal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Owed(Seen):
    kind: str
    item_id: str
    clause: str
    phase: str
    due_on: date
    days: int
    bucket: str
    open: Money
    written_off: Money


class Demand(Seen):
    channel: str
    provable: bool
    amount: Money
    effective_on: date


class Promise(Seen):
    promise_id: str
    amount: Money
    promised_on: date
    pay_by: date
    outcome: str | None
    paid: Money | None


class Pause(Seen):
    pause_id: str
    kind: str
    invoice_id: str | None
    from_on: date
    until_on: date | None
    outcome: str | None
    reason: str | None


class Terms(Seen):
    clause: str | None
    rate: Decimal | None
    from_on: date


class Interest(Seen):
    interest_id: str
    invoice_id: str
    since: date
    until: date
    days: int
    interest: Money


class WriteOff(Seen):
    write_off_id: str
    invoice_id: str
    approval_id: str
    amount: Money
    state: str
    reason: str | None


class Confirmation(Seen):
    confirmation_id: str
    as_of: date
    balance: Money
    answer_by: date
    state: str
    answered: Money | None
    file_id: str | None


class CollectionFile(Seen):
    contract_id: str
    counterparty_id: str
    level: int
    days_past_due: int
    open: Money
    overdue: Money
    provision: Money
    oldest_due_on: date | None
    limitation_on: date | None
    items: list[Owed]
    demands: list[Demand]
    promises: list[Promise]
    pauses: list[Pause]
    terms: list[Terms]
    interest: list[Interest]
    write_offs: list[WriteOff]
    confirmations: list[Confirmation]
    version: int

    @property
    def disputes(self) -> list[Pause]:
        """Objections, open or over."""
        return [one for one in self.pauses if one.kind == "dispute"]

    @property
    def agreed_pauses(self) -> list[Pause]:
        return [one for one in self.pauses if one.kind != "dispute"]
