"""What an audit found, as figures and as sentences."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["missing", "disordered", "altered", "foreign", "without effect", "ahead"]

MEANING: Final[dict[Kind, str]] = {
    "missing": "was committed and is not on the topic",
    "disordered": "was first published after a later event of its partition",
    "altered": "is on the topic with other bytes than in the store",
    "foreign": "is on the topic and not in the store",
    "without effect": "was passed by a consumer without having its effect",
    "ahead": "was seen by a consumer and is not in the store",
}
LISTED: Final = 1_000
"""Findings told one by one; more are only counted, so that an audit of any size fits in memory."""


@dataclass(slots=True)
class Findings:
    """Counted by kind, the first of them by name."""

    counts: Counter[Kind] = field(default_factory=Counter)
    listed: list[tuple[Kind, str]] = field(default_factory=list)

    def add(self, kind: Kind, event: str) -> None:
        self.counts[kind] += 1
        if len(self.listed) < LISTED:
            self.listed.append((kind, event))

    def add_versions(self, kind: Kind, stream: str, first: int, last: int) -> None:
        """The versions of a stream from `first` to `last`: a stranger's record may name any, so they are not walked."""
        self.counts[kind] += max(0, last + 1 - first)
        for version in range(first, min(last, first + LISTED - len(self.listed) - 1) + 1):
            self.listed.append((kind, f"{stream}@{version}"))

    @property
    def total(self) -> int:
        return self.counts.total()

    def as_json(self) -> dict[str, object]:
        return {"counts": +self.counts, "listed": [{"kind": kind, "event": event} for kind, event in self.listed]}


@dataclass(slots=True)
class Published:
    """A store held against its topic: `events` walked, `waiting` for the relay, `repeats` seen besides."""

    service: str
    events: int = 0
    waiting: int = 0
    repeats: int = 0
    findings: Findings = field(default_factory=Findings)
    position: int = 0
    offsets: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Effects:
    """A topic held against what a consumer has seen: `records` walked, `behind` still to be read by it."""

    service: str
    consumer: str
    source: str
    records: int = 0
    behind: int = 0
    parked: int = 0
    dropped: int = 0
    findings: Findings = field(default_factory=Findings)
    gap: int = 0
    offsets: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """The audit of an installation."""

    published: tuple[Published, ...]
    effects: tuple[Effects, ...]

    @property
    def clean(self) -> bool:
        """No committed event is unpublished, out of order, altered, or passed by without its effect, and nothing else
        was seen.
        """
        found = [*(one.findings for one in self.published), *(one.findings for one in self.effects)]
        return not any(one.total for one in found)

    @property
    def settled(self) -> bool:
        """Nothing is on its way any more either: no event waits for relay or consumer, none is parked."""
        return not any(one.waiting for one in self.published) and not any(
            one.behind or one.parked for one in self.effects
        )

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "clean": self.clean,
            "settled": self.settled,
            "published": [
                {
                    "service": one.service,
                    "events": one.events,
                    "waiting": one.waiting,
                    "repeats": one.repeats,
                    "findings": one.findings.as_json(),
                }
                for one in self.published
            ],
            "effects": [
                {
                    "service": one.service,
                    "consumer": one.consumer,
                    "source": one.source,
                    "records": one.records,
                    "behind": one.behind,
                    "parked": one.parked,
                    "dropped": one.dropped,
                    "findings": one.findings.as_json(),
                }
                for one in self.effects
            ],
        }

    def sentences(self) -> Iterator[str]:
        """What holds and what does not, a line each."""
        for one in self.published:
            yield f"{one.service}: {one.events} held against the topic, {one.waiting} waiting, {one.repeats} repeats"
            yield from _told(one.service, one.findings)
        for each in self.effects:
            who = f"{each.service}.{each.consumer} of {each.source}"
            yield (
                f"{who}: {each.records} records had their effect once or need none, {each.behind} to be read, "
                f"{each.parked} parked, {each.dropped} given up"
            )
            yield from _told(who, each.findings)


def _told(who: str, findings: Findings) -> Iterator[str]:
    for kind, event in findings.listed:
        yield f"{who}: {event} {MEANING[kind]}"
    if findings.total > len(findings.listed):
        yield f"{who}: and {findings.total - len(findings.listed)} more"
