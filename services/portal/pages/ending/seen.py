"""What the part of a contract's page about its end needs of the contract service's answers."""

from datetime import date

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class OpenItem(Seen):
    kind: str
    id: str
    clause: str | None
    phase: str | None
    amount: Money | None


class Completion(Seen):
    possible: bool
    open: list[OpenItem]


class Hold(Seen):
    hold_id: str
    placed_on: date
    released_on: date | None


class Holds(Seen):
    items: list[Hold]


class Copies(Seen):
    copies_id: str
    purpose: str
    responsible: str
    count: int
    left: int
    handed_out_on: date
    due_on: date
    chased: int


class CopiesList(Seen):
    items: list[Copies]


class SealUse(Seen):
    seal_use_id: str
    text_hash: str
    kind: str
    keeper_id: str
    copies: int
    sent: int
    used_on: date


class SealUses(Seen):
    items: list[SealUse]


class Amendment(Seen):
    contract_id: str
    title: str
    number: str
    state: str
    effective_on: date | None


class Amendments(Seen):
    items: list[Amendment]


class Earlier(Seen):
    """An amendment from before the contract was taken over."""

    source_amendment_id: str | None
    amended_on: date | None
    rationale: str | None
    description: str | None


class EarlierAmendments(Seen):
    items: list[Earlier]
