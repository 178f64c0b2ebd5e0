"""The ledger of messages, the inbox, and the deadlines of tries whose sender may have died."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Executable, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.notify.message.aggregate import DECIDED, Stage
from services.notify.message.events import (
    MessageAttempted,
    MessageDelivered,
    MessageFailed,
    MessageIntended,
    MessageMoot,
    MessageOutcomeDecided,
    MessageOutcomeUnknown,
    MessagePostponed,
    MessageSent,
    MessageSuppressed,
)
from services.notify.rule.definition import EndsOn
from services.notify.tables import ending_shapes, endings, messages
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection
from shared.security.tables import participants
from shared.security.visibility import admit

OUTCOME: Final = "message.outcome"
ENDED_BY: Final = "ended-by "
"""What a reason begins with that names the event by which a message is moot."""
OUTCOME_KNOWN_WITHIN: Final = timedelta(minutes=5)
"""Longer than any try can take with its time-outs; a try without a result by then lost its sender."""

projection = Projection("messages", tables=[messages, endings, ending_shapes, participants])


@projection.on(MessageIntended)
def intend(r: Recorded[MessageIntended]) -> Iterable[Executable]:
    e = r.event
    yield insert(messages).values(
        message_id=e.message_id,
        unit_id=r.unit,
        rule=e.rule,
        rule_version=e.rule_version,
        subject=e.subject,
        about=e.about or e.subject,
        recipient=e.recipient,
        recipient_kind=e.recipient_kind,
        locale=e.locale,
        channel=e.channel,
        template=e.template,
        occasion=e.occasion,
        cause=e.cause,
        facts=e.facts,
        stage=Stage.INTENDED,
        due_at=e.not_before,
        attempts=0,
        intended_at=r.recorded_at,
        version=r.version,
    )
    yield from open_inbox(e.recipient if e.recipient_kind == "staff" else "")
    yield from keep_endings(r.stream, e.ends)


@projection.on(MessageAttempted)
def attempt(r: Recorded[MessageAttempted]) -> Iterable[Executable]:
    yield _stage(r, Stage.TRYING, attempts=r.event.attempt)
    yield set_deadline(OUTCOME, r.id, r.recorded_at + OUTCOME_KNOWN_WITHIN, {"attempt": r.event.attempt})
    yield from drop_endings(r.stream)


@projection.on(MessagePostponed)
def postpone(r: Recorded[MessagePostponed]) -> Iterable[Executable]:
    yield _stage(r, Stage.INTENDED, due_at=r.event.retry_at, reason=r.event.reason)
    yield clear_deadline(OUTCOME, r.id)


@projection.on(MessageSent)
def send(r: Recorded[MessageSent]) -> Iterable[Executable]:
    yield _stage(r, Stage.SENT, receipt=r.event.receipt, reason=None, settled_at=r.recorded_at)
    yield clear_deadline(OUTCOME, r.id)


@projection.on(MessageDelivered)
def deliver(r: Recorded[MessageDelivered]) -> Iterable[Executable]:
    yield _stage(r, Stage.DELIVERED, reason=None, settled_at=r.recorded_at, place=r.position)


@projection.on(MessageFailed)
def fail(r: Recorded[MessageFailed]) -> Iterable[Executable]:
    yield _stage(r, Stage.FAILED, reason=r.event.reason, settled_at=r.recorded_at)
    yield clear_deadline(OUTCOME, r.id)


@projection.on(MessageSuppressed)
def suppress(r: Recorded[MessageSuppressed]) -> Iterable[Executable]:
    yield _stage(r, Stage.SUPPRESSED, reason=r.event.reason, settled_at=r.recorded_at)
    yield from drop_endings(r.stream)


@projection.on(MessageMoot)
def make_moot(r: Recorded[MessageMoot]) -> Iterable[Executable]:
    reason = f"{ENDED_BY}{r.event.because}"
    yield _stage(r, Stage.MOOT, reason=reason, moot_at=r.recorded_at, moot_place=r.position)
    yield from drop_endings(r.stream)


@projection.on(MessageOutcomeUnknown)
def lose(r: Recorded[MessageOutcomeUnknown]) -> Iterable[Executable]:
    yield _stage(r, Stage.UNKNOWN, reason="outcome-unknown")
    yield clear_deadline(OUTCOME, r.id)


@projection.on(MessageOutcomeDecided)
def decide(r: Recorded[MessageOutcomeDecided]) -> Iterable[Executable]:
    settled = None if r.event.outcome == "repeat" else r.recorded_at
    yield _stage(r, DECIDED[r.event.outcome], reason=f"decided-{r.event.outcome}", settled_at=settled)


def open_inbox(staff: str) -> Iterable[Executable]:
    """A person sees what was told to them, wherever in the tree of units it belongs."""
    if staff:
        yield admit(f"inbox-{staff}", staff)


def keep_endings(target: str, ends: Iterable[EndsOn]) -> Iterable[Executable]:
    """What would make the target moot, findable from the event that does."""
    for ending in ends:
        fields = list(ending.fields)
        yield upsert(ending_shapes).values(event=ending.event, fields=fields).on_conflict_do_nothing()
        row = upsert(endings).values(event=ending.event, fields=fields, values=list(ending.values), target=target)
        yield row.on_conflict_do_nothing()


def drop_endings(target: str) -> Iterable[Executable]:
    yield delete(endings).where(endings.c.target == target)


def _stage(r: Recorded[Event], stage: Stage, **changed: Any) -> Executable:
    row = update(messages).where(messages.c.message_id == r.id)
    return row.values(stage=stage, version=r.version, **changed)
