"""What must hold of an installation after whatever happened to it, and how a breach is told."""

from dataclasses import dataclass
from typing import Final, Literal

Invariant = Literal["answered", "gapless", "published", "ordered", "once", "sent", "rebuilt", "audited", "settled"]

MEANING: Final[dict[Invariant, str]] = {
    "answered": "whatever was answered with success is in the store",
    "gapless": "each stream has the versions 1 to n",
    "published": "every committed event is on its topic with the bytes of the store, and nothing else is",
    "ordered": "first occurrences come in the order of the store, by key",
    "once": "each event had its effect once in every consumer",
    "sent": "what a partner's endpoint wants has one delivery: taken, waiting for a next try, or given up for a "
    "reason; what a replay brings was so since it was asked for",
    "rebuilt": "what is rebuilt from events equals what is live",
    "audited": "the audit finds nothing",
    "settled": "no event waits for a relay or a consumer, none is parked, and no replay goes on",
}
"""In the order in which they are held."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: which invariant, in which service (or consumer), and what was found."""

    invariant: Invariant
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.where}: {self.what}"
