from datetime import date, datetime

from services.contract.collected.events import Said
from services.contract.collector.events import RecordKind, Result
from services.contract.payment.events import Excess
from services.contract.terms import ClauseName
from shared.values.ids import Id
from shared.values.money import Money
from shared.values.text import Reason
from shared.web.schemas import Answer, Body


class FaultAnswer(Answer):
    field: str
    reason: str


class OutcomeAnswer(Answer):
    """What became of the record at `index` (0 is the first line); of a booked one `faults` say how it goes beyond what
    its contract allows.
    """

    index: int
    kind: str
    source_id: str
    result: Result
    collected_id: str | None
    contract_id: str | None
    document_id: str | None
    faults: list[FaultAnswer]


class BatchTakenAnswer(Answer):
    batch_id: str
    booked: int
    waiting: int
    unchanged: int
    differing: int
    rejected: int
    records: list[OutcomeAnswer]
    version: int


class MatchBody(Body):
    """The contract of a waiting order; `clause` and `phase` are for what goes with it and names none. What was left of
    an order that is booked needs no contract.
    """

    contract_id: Id | None = None
    clause: ClauseName | None = None
    phase: ClauseName | None = None


class SetAsideBody(Body):
    reason: Reason


class RecordMoved(Answer):
    collected_id: str
    state: str
    version: int


class LeftAnswer(Answer):
    """A record that goes on waiting, and why."""

    collected_id: str
    field: str
    reason: str


class MatchedAnswer(Answer):
    collected_id: str
    contract_id: str
    document_id: str
    booked: list[str]
    left: list[LeftAnswer]
    version: int


class MatchedByRule(Answer):
    """How many orders found their contract, and how many records went with them or were left."""

    matched: int
    booked: int
    left: int


class RecordRow(Answer):
    """A record of a source; `follows` is the order that it waits with."""

    collected_id: str
    unit_id: str
    source: str
    kind: str
    source_id: str
    state: str
    differs: bool
    follows: str | None
    direction: str | None
    counterparty_id: str | None
    amount: Money | None
    effective_on: date
    contract_id: str | None
    document_id: str | None
    matched_by: str | None
    excess: Excess | None
    set_aside_on: date | None
    taken_at: datetime
    version: int


class RecordList(Answer):
    items: list[RecordRow]


class BroughtRow(Answer):
    """How many records of a kind are known, by what became of them; `differing` of them were sent again otherwise."""

    kind: RecordKind
    records: int
    booked: int
    waiting: int
    set_aside: int
    differing: int


class BroughtAnswer(Answer):
    """What a collector brought so far. What was refused is in no count of it: that was never taken."""

    collector_id: str
    rejected: int
    kinds: list[BroughtRow]


class ProposalAnswer(Answer):
    """`score` of 100, from what agrees: `party`, `dates`, `products`, `amount`."""

    contract_id: str
    number: str
    title: str
    score: int
    because: list[str]


class RecordAnswer(RecordRow):
    """With what it says, the contracts that may be its own while it waits, what goes with it, and why it was set aside
    where it was.
    """

    reason: str | None
    said: Said
    proposals: list[ProposalAnswer]
    followers: list[RecordRow]
