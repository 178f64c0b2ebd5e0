"""A signing as it stands: its groups in their order, and every signatory's seat."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from services.contract.signing.events import Group, Signatory, SigningOpened


class Stage(StrEnum):
    NEW = "new"
    OPEN = "open"
    HALTED = "halted"
    COMPLETED = "completed"
    VOID = "void"


class Answer(StrEnum):
    WAITING = "waiting"
    INVITED = "invited"
    SIGNED = "signed"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Seat:
    """What one signatory has done since they were last asked."""

    answer: Answer = Answer.WAITING
    times: int = 0
    reminders: int = 0
    sent_at: datetime | None = None
    opened_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """`pdf_hash` is that of the file before any signature, `current` that of the file now."""

    stage: Stage = Stage.NEW
    opened: SigningOpened | None = None
    current: str = ""
    seats: dict[str, Seat] = field(default_factory=dict)

    @property
    def elsewhere(self) -> bool:
        """Whether a signing platform asks for the signatures."""
        return self.opened is not None and self.opened.platform

    @property
    def groups(self) -> tuple[Group, ...]:
        return self.opened.groups if self.opened else ()

    def signatories(self) -> Iterator[Signatory]:
        return (one for group in self.groups for one in group.signatories)

    def signatory(self, signatory_id: str) -> Signatory | None:
        return next((one for one in self.signatories() if one.signatory_id == signatory_id), None)

    def seat(self, signatory_id: str) -> Seat:
        return self.seats.get(signatory_id, Seat())

    def group_of(self, signatory_id: str) -> int:
        """The turn at which the signatory's group signs, from 0."""
        of_group = [[one.signatory_id for one in group.signatories] for group in self.groups]
        return next((at for at, ids in enumerate(of_group) if signatory_id in ids), -1)

    def missing(self, group: Group) -> int:
        """How many more of the group must sign."""
        return group.need - sum(self.seat(one.signatory_id).answer is Answer.SIGNED for one in group.signatories)

    def reachable(self, group: Group) -> bool:
        """Whether enough of the group have signed or still may."""
        may = (Answer.WAITING, Answer.INVITED)
        left = sum(self.seat(one.signatory_id).answer in may for one in group.signatories)
        return left >= self.missing(group)

    @property
    def turn(self) -> int | None:
        """Whose turn it is: the first group that is not complete."""
        return next((at for at, group in enumerate(self.groups) if self.missing(group) > 0), None)

    def finishes(self, signatory_id: str) -> bool:
        """Whether this signatory's signature would be the last one needed."""
        at = self.group_of(signatory_id)
        return at == self.turn == len(self.groups) - 1 and self.missing(self.groups[at]) == 1

    def with_seat(self, signatory_id: str, seat: Seat) -> "Signing":
        return replace(self, seats={**self.seats, signatory_id: seat})
