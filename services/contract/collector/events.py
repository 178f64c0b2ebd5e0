"""Collectors: what other systems booked arrives through them, each told how to read it; and what each batch brought."""

from datetime import date
from typing import Final, Literal, get_args

from services.contract.terms import Frozen
from shared.eventstore.event import Event, Words

RecordKind = Literal["order", "delivery", "acceptance", "invoice", "receipt", "payment"]
KINDS: Final[tuple[RecordKind, ...]] = get_args(RecordKind)

Result = Literal["booked", "waiting", "unchanged", "differing", "rejected"]
"""What becomes of a record: booked on its contract, kept until its order finds one, known already, known with another
content (which changes nothing), or not understood.
"""


class UnitName(Frozen):
    """What the source calls one of our units."""

    code: str
    unit_id: str


class CurrencyName(Frozen):
    """What the source calls a currency."""

    code: str
    currency: str


class PartyName(Frozen):
    """What the source calls a customer that did not come from it."""

    code: str
    customer_id: str


class CollectorLaidDown(Event, name="collector.laid_down.v1"):
    """Records of a source are read like this from now on: amounts that name no currency are in `currency`, parties are
    customers that came from `parties` or are named in `party_names`, units and currencies go by the source's names.
    `match_by_rule`: an order without a contract goes to the one contract that is certain. Records of another kind than
    those it `brings` are refused.
    """

    collector_id: str
    source: str
    unit_id: str
    parties: str
    currency: str
    units: tuple[UnitName, ...]
    currencies: tuple[CurrencyName, ...]
    party_names: tuple[PartyName, ...]
    match_by_rule: bool
    effective_on: date
    brings: tuple[RecordKind, ...] = KINDS


class CollectorPaused(Event, name="collector.paused.v1"):
    """From now on nothing of the source is taken."""

    collector_id: str
    source: str
    reason: Words[str]
    effective_on: date


class CollectorResumed(Event, name="collector.resumed.v1"):
    """The source may send again."""

    collector_id: str
    source: str
    effective_on: date


class Remark(Frozen):
    """What is to be said of a record of a batch, by its place there (0 is the first); of a booked one how it goes
    beyond what its contract allows.
    """

    index: int
    kind: str
    source_id: str
    result: Result
    field: str
    reason: str


class BatchTaken(Event, name="collector.batch_taken.v1"):
    """A source sent records; `remarks` are the first of those there are."""

    batch_id: str
    collector_id: str
    source: str
    content_hash: str
    records: int
    booked: int
    waiting: int
    unchanged: int
    differing: int
    rejected: int
    remarks: tuple[Remark, ...]
    effective_on: date
