"""Streams that an import makes, without asking whether they exist where the tables have answered already."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from services.contract.contract.aggregate import CONTRACT, decide
from services.contract.contract.commands import ImportContract
from services.contract.contract.events import AmendmentImported, ContractImported
from services.contract.ledger.aggregate import LEDGER, AmendLedger, Book, OpenLedger
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.events import LedgerOpened, limit_of
from services.contract.ledger.state import Ledger
from services.contract.terms import PaymentControl
from shared.eventstore.aggregate import Aggregate, Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work

S = TypeVar("S")


def new_stream(aggregate: Aggregate[S], subject_id: str, key: str, unit: str) -> Stream[S]:
    """A stream that does not exist yet; if it does after all, the append is refused and tried again."""
    return Stream(aggregate, subject_id, aggregate.stream(subject_id), aggregate.initial, key=key, unit=unit)


@dataclass
class Moving:
    """A ledger that a slice moves: its state as it goes, and the events to record at the end, ledgers coming last."""

    stream: Stream[Ledger]
    events: list[Event] = field(default_factory=list)
    _state: Ledger | None = None
    _folded: int = 0

    @property
    def state(self) -> Ledger:
        """Folded when it is asked for: most ledgers are only opened."""
        if self._state is None or self._folded < len(self.events):
            self._state = LEDGER.fold(self.events[self._folded :], self._state or self.stream.state)
            self._folded = len(self.events)
        return self._state

    def decide(self, command: OpenLedger | AmendLedger | Book) -> None:
        """One more booking on what was booked so far."""
        self.events.extend(decide_ledger(self.state, command))

    def record(self, work: Work) -> None:
        """Everything decided is recorded."""
        work.record(self.stream, self.events)


def take_over(
    work: Work,
    fact: ContractImported,
    unit: str,
    payment_control: PaymentControl = "report",
    amended: tuple[AmendmentImported, ...] = (),
) -> Moving:
    """Records an imported contract and opens its ledger. What comes to it later is reported, not refused, unless it is
    to be controlled.
    """
    contract = new_stream(CONTRACT, fact.contract_id, fact.contract_id, unit)
    work.record(contract, decide(contract.state, ImportContract(fact, amended)))
    stream = new_stream(LEDGER, fact.contract_id, fact.contract_id, unit)
    ledger = Moving(stream)
    opened = LedgerOpened(
        contract_id=fact.contract_id,
        counterparty_id=fact.counterparty_id,
        direction=fact.direction,
        limits=tuple(limit_of(line) for line in fact.plan),
        total=fact.amount,
        open_ended=fact.amount_kind == "none",
        payment_control=payment_control,
        match_tolerance=Decimal(0),
    )
    ledger.decide(OpenLedger(opened))
    return ledger
