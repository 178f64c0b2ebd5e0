"""Messages are intended, held back, and decided on."""

from typing import Literal

from services.notify.identity import message_id
from services.notify.message.aggregate import (
    MESSAGE,
    DecideOutcome,
    Intend,
    LoseOutcome,
    MakeMoot,
    Message,
    NoteDelivered,
    Stage,
    Suppress,
    decide,
)
from services.notify.message.events import MessageIntended
from services.notify.message.projections import ENDED_BY
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work


async def intend_message(work: Work, intent: MessageIntended, unit: str) -> bool:
    """Records the intent; a message for the inbox whose time has come is delivered with it. False for a repeat."""
    message = await work.load(MESSAGE, intent.message_id, unit=unit)
    if message.exists:
        return False
    work.record(message, decide(message.state, Intend(intent)))
    return True


async def deliver_to_inbox(work: Work, subject: str) -> None:
    """The message lies in the recipient's inbox from this transaction on."""
    message = await work.load(MESSAGE, subject, must_exist=True)
    if message.state.stage is Stage.INTENDED:
        work.record(message, decide(message.state, NoteDelivered()))


async def suppress_message(work: Work, subject: str, reason: str) -> None:
    """Holds back a message that was not tried yet, and says why."""
    message = await work.load(MESSAGE, subject, must_exist=True)
    if message.state.stage is Stage.INTENDED:
        work.record(message, decide(message.state, Suppress(reason)))


async def end_message(work: Work, subject: str, because: str) -> None:
    """What it tells of is over: it is held back if it was not tried yet, and moot where it lies in an inbox."""
    message = await work.load(MESSAGE, subject, must_exist=True)
    waiting = message.state.stage is Stage.INTENDED
    work.record(message, decide(message.state, Suppress(f"{ENDED_BY}{because}") if waiting else MakeMoot(because)))


async def take_next_way(work: Work, message: Stream[Message]) -> None:
    """After a message failed for good, the next channel its rule names."""
    failed = message.state.known
    if message.state.stage is not Stage.FAILED or not failed.fallback:
        return
    channel, *after = failed.fallback
    named = message_id(failed.rule, failed.subject, failed.recipient, failed.occasion, channel)
    following = failed.model_copy(
        update={
            "message_id": named,
            "channel": channel,
            "fallback": tuple(after),
            "not_before": work.context.now,
        }
    )
    await intend_message(work, following, message.unit)


async def decide_outcome(work: Work, subject: str, outcome: Literal["sent", "repeat", "given_up"]) -> Stream[Message]:
    """A person says what became of a try whose sender died."""
    message = await work.load(MESSAGE, subject, must_exist=True)
    work.record(message, decide(message.state, DecideOutcome(outcome)))
    await take_next_way(work, message)
    return message


async def note_lost_outcome(work: Work, due: Deadline) -> None:
    """A try without a result for longer than any try takes lost its sender."""
    message = await work.load(MESSAGE, due.subject, must_exist=True)
    work.record(message, decide(message.state, LoseOutcome(due.data["attempt"])))
