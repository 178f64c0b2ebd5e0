"""What a source tells of a contract that is here, and is not known of it: held against what is, nothing recorded."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from services.contract.contract.events import ImportedState
from services.contract.imports.performed import milestone_key
from services.contract.imports.rows import Fault
from services.contract.ocds.contracts import STATE_OF, Amendment, ForeignContract, Milestone, Paid
from services.contract.release.building import STATUS_OF
from shared.values.money import Money

Mark = tuple[date | None, str | None, str | None]
"""By what an amendment without an id is known: its day and the releases before and after."""
STAGES: Final[Mapping[str, int]] = {"pending": 0, "active": 1, "terminated": 2, "cancelled": 2}
"""The standard's words for the state of a contract, in the order in which they follow each other."""
LONGEST_NAME: Final = 100
STAYS: Final = "it is said otherwise now, and no amendment tells of it: what is known stays"
RAN_OUT: Final = "the contract has run out here, and no amendment puts off its end: it is not taken up again"


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that is handed over, as it stands here."""

    description: str
    state: str
    due_on: date | None
    met_on: date | None


@dataclass(frozen=True, slots=True)
class Here:
    """A contract as the tables hold it. Payments are by the id that a release names them by, what is handed over by
    its obligation. `place` is that of its last amendment of elsewhere, which `amendments` and `marks` tell apart.
    """

    contract_id: str
    unit: str
    state: str
    direction: str
    title: str
    amount: Money | None
    term_from: date | None
    term_to: date | None
    ended_on: date | None = None
    place: int = 0
    amendments: Collection[str] = frozenset()
    marks: Mapping[Mark, int] = field(default_factory=dict)
    paid: Mapping[str, tuple[Money, date]] = field(default_factory=dict)
    things: Mapping[str, Owed] = field(default_factory=dict)

    def thing_of(self, milestone: Milestone) -> str:
        """Its obligation; a milestone that went out from here may be called by that."""
        known = milestone.milestone_id
        return known if known in self.things else milestone_key(self.contract_id, known)


@dataclass(frozen=True, slots=True)
class News:
    """What is new of a contract, and where the source says otherwise what is known. `restated`: it was not in effect
    yet, so that it says something else now without an amendment.
    """

    here: Here
    amended: tuple[Amendment, ...] = ()
    paid: tuple[Paid, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    state: ImportedState | None = None
    restated: bool = False
    differing: tuple[Fault, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.amended or self.paid or self.milestones or self.state or self.restated)

    def counted(self) -> dict[str, int]:
        """How much is new of each kind."""
        return {
            "new_amendments": len(self.amended),
            "new_payments": len(self.paid),
            "new_milestones": len(self.milestones),
            "new_states": int(self.state is not None),
        }


def news_of(row: ForeignContract, here: Here) -> News:
    """What is new, in the order in which it is told."""
    amended = not_here(row.amended, here.amendments, here.marks)
    state, faults = ("effective", []) if _goes_on(row, here, amended) else _state(row, here)
    words = [] if amended else list(_said_otherwise(row, here))
    not_yet = here.state == "signed" and STAGES.get(row.status, 0) < 2
    paid, other_payments = _paid(row, here)
    milestones, other_milestones = _milestones(row, here)
    return News(
        here,
        amended,
        paid,
        milestones,
        state,
        restated=bool(words) and not_yet,
        differing=(*([] if not_yet else words), *other_payments, *other_milestones, *faults),
    )


def not_here(told: Sequence[Amendment], ids: Collection[str], marks: Mapping[Mark, int]) -> tuple[Amendment, ...]:
    """Those told of that are known neither by their id nor, without one, by day and releases."""
    left, found = Counter(marks), []
    for one in told:
        mark = (one.amended_on, one.before, one.after)
        if one.amendment_id is None and left[mark] > 0:
            left[mark] -= 1
        elif one.amendment_id is None or one.amendment_id not in ids:
            found.append(one)
    return tuple(found)


def _said_otherwise(row: ForeignContract, here: Here) -> Iterator[Fault]:
    """What the source is silent of is not said otherwise; without a title a contract goes by its id."""
    if row.title not in (here.title, row.contract_id):
        yield Fault("title", STAYS)
    if row.amount is not None and row.amount != here.amount and (row.amount.is_positive or here.amount is not None):
        yield Fault("value", STAYS)
    for column, said, known in (
        ("period/startDate", row.term_from, here.term_from), ("period/endDate", row.term_to, here.term_to),
    ):  # fmt: skip
        if said is not None and said != known:
            goes_on = column == "period/endDate" and _runs_there(row, here) and (known is None or said > known)
            yield Fault(column, RAN_OUT if goes_on else STAYS)


def _runs_there(row: ForeignContract, here: Here) -> bool:
    """What has run out here is in effect by its source."""
    return here.state == "expired" and row.state == "effective"


def _goes_on(row: ForeignContract, here: Here, amended: Sequence[Amendment]) -> bool:
    """Its end is put off by an amendment, which may be known already, past the day on which it ran out."""
    term_to = (row.term_to if amended else None) or here.term_to
    later = here.ended_on is not None and term_to is not None and term_to >= here.ended_on
    return later and _runs_there(row, here)


def _paid(row: ForeignContract, here: Here) -> tuple[tuple[Paid, ...], list[Fault]]:
    new, differing = [], []
    for paid in row.paid:
        known, column = here.paid.get(paid.transaction_id), f"transactions/{paid.transaction_id[:LONGEST_NAME]}"
        if known is not None:
            amount, on = known
            if paid.amount != amount:
                differing.append(Fault(f"{column}/value", "the payment is known with another amount, which stays"))
            if paid.paid_on is not None and paid.paid_on != on:
                differing.append(Fault(f"{column}/date", "the payment is known of another day, which stays"))
        elif here.direction != "purchase":
            differing.append(Fault(column, "the contract is a sale here: the payment is left out"))
        elif paid.amount.is_positive:
            new.append(paid)
    return tuple(new), differing


def _milestones(row: ForeignContract, here: Here) -> tuple[tuple[Milestone, ...], list[Fault]]:
    new, differing = [], []
    for one in row.milestones:
        known, column = here.things.get(here.thing_of(one)), f"milestones/{one.milestone_id[:LONGEST_NAME]}"
        if known is None or (one.met and known.state != "met"):
            new.append(one)
        elif known.state == "met" and not one.met:
            differing.append(Fault(f"{column}/status", "it was reached by what is known, which stays"))
        elif known.state == "met" and one.met_on not in (None, known.met_on):
            differing.append(Fault(f"{column}/dateMet", "it was reached on another day by what is known, which stays"))
        elif one.title not in (known.description, one.milestone_id) or one.due_on not in (None, known.due_on):
            new.append(one)
    return tuple(new), differing


def _state(row: ForeignContract, here: Here) -> tuple[ImportedState | None, list[Fault]]:
    """The state that the source has moved on to. What has run out here by itself has come to its end there too once
    the source says so; what went out from here says nothing of that.
    """
    said, known = row.status, STATUS_OF.get(here.state)
    ran_out = here.state == "expired" and not row.release.startswith(f"{here.contract_id}-")
    if said not in STAGES or known is None or (said == known and not (ran_out and said == "terminated")):
        return None, []
    if STAGES[said] < STAGES[known]:
        ended_here = here.state in ("completed", "terminated")
        return None, [Fault("status", "the contract has ended by what is known, which stays")] if ended_here else []
    if here.state in ("completed", "terminated"):
        return None, [Fault("status", "the contract has ended in another way by what is known, which stays")]
    if here.state == "suspended" and said == "terminated":
        return None, [Fault("status", "the contract is suspended here, and was not ended")]
    return (None, []) if here.state == "archived" else (STATE_OF[said], [])
