"""Documents that leave by a port, one sentence a function."""

from services.contract.direct_debit.handlers import refused_by_bank
from services.contract.port.adapter import Declined, NotSent, Outcome, Taken
from services.contract.port.aggregate import (
    PORT_MESSAGE,
    Accept,
    AskNow,
    Command,
    Lose,
    PortMessage,
    Postpone,
    Queue,
    Refuse,
    Stage,
    decide,
)
from services.contract.port.documents import document_of, may_leave
from services.contract.port.events import LearnedBy, MessageQueued, PortName
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work
from shared.values.ids import derived_id


def message_id_of(port: PortName, document: str) -> str:
    """The same for the same document: it leaves by a port once."""
    return derived_id("port_message", port, document)


async def hand_over(work: Work, port: PortName, document: str) -> Stream[PortMessage]:
    """A document shall leave; one that was refused may leave once more, as it is now."""
    found = await document_of(work, port, document)
    message = await work.load(PORT_MESSAGE, message_id_of(port, document), key=found.contract_id, unit=found.unit)
    fact = MessageQueued(
        message_id=message.id,
        port=port,
        document=document,
        contract_id=found.contract_id,
        round=1,
        content=found.content,
    )
    work.record(message, decide(message.state, Queue(fact)))
    return message


async def hand_over_due(work: Work, due: Deadline) -> None:
    """A document leaves by itself, unless somebody was first: then nothing leaves again, whatever came of it."""
    port, document = due.data["port"], due.data["document"]
    message = await work.load(PORT_MESSAGE, message_id_of(port, document))
    if message.exists:
        return
    async with work.beyond():
        if await may_leave(work, port, document):
            await hand_over(work, port, document)


async def note_outcome(work: Work, message_id: str, outcome: Outcome, by: LearnedBy) -> Stream[PortMessage]:
    """What came of a try, or of a question; an answer that comes after another one means nothing. A direct debit that
    is not taken has failed.
    """
    message = await work.load(PORT_MESSAGE, message_id, must_exist=True)
    if by == "inquiry" and message.state.stage is not Stage.UNKNOWN:
        return message
    command: Command
    match outcome:
        case Taken(foreign_number=number):
            command = Accept(number, by)
        case Declined(code=code):
            command = Refuse(code, by)
        case NotSent():
            command = Postpone(work.context.now)
        case _:
            command = Lose(outcome.reason, work.context.now)
    work.record(message, decide(message.state, command))
    if isinstance(outcome, Declined) and message.state.head["port"] == "direct_debits":
        await refused_by_bank(work, message.state.head["contract_id"], message.state.head["document"], outcome.code)
    return message


async def ask_now(work: Work, message_id: str) -> Stream[PortMessage]:
    """The other side is asked about a message whose outcome is unknown without waiting any longer."""
    message = await work.load(PORT_MESSAGE, message_id, must_exist=True)
    work.record(message, decide(message.state, AskNow(work.context.now)))
    return message


async def lose(work: Work, due: Deadline) -> None:
    """A try told no outcome in time: it is unknown, and asked about."""
    message = await work.load(PORT_MESSAGE, due.subject, must_exist=True)
    work.record(message, decide(message.state, Lose("lost", work.context.now, int(due.data["attempt"]))))
