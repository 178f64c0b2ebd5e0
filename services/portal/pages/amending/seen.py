"""What the pages of amendments need of the contract service's answers."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from services.portal.pages.by_clause.seen import Thing
from services.portal.pages.contracts.seen import Balance
from services.portal.pages.drafting.seen import Departure, Difference, Document
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money, Priced


class Agreed(Seen):
    """What both sides agreed on last; `document` is missing where the contract has no words here."""

    contract_id: str
    type_id: str | None
    counterparty_id: str
    amount_kind: str
    text_hash: str | None
    amendable_from: date | None
    document: Document | None


class Changes(Difference):
    """What an amendment says otherwise than the contract."""

    number: int = 0
    against: str = "contract"
    deviations: list[Departure] = Field(default_factory=list)
    amendment_id: str
    contract_id: str
    kind: str
    effective_from: date | None
    against_hash: str | None


class Planned(Seen):
    clause: str
    phase: str
    debtor: str
    due_on: date | None
    amount: Money


class Item(Seen):
    line: int
    description: str
    quantity: Decimal
    unit: str
    gross: Money


class Limit(Seen):
    clause: str
    phase: str
    limit: Money


class Owed(Seen):
    clause: str
    phase: str
    debtor: str
    due_on: date | None
    amount: Money
    thing: Thing | None
    state: str


class Standing(Priced):
    """A contract as it stood on a day, by what was known at a moment."""

    contract_id: str
    as_of: date
    known_at: datetime
    state: str
    title: str
    counterparty_id: str
    owner_id: str
    term_from: date | None
    term_to: date | None
    text_hash: str | None
    lines: list[Item]
    plan: list[Planned]
    amended_by: list[str]
    limits: list[Limit]
    balances: list[Balance]
    obligations: list[Owed]
