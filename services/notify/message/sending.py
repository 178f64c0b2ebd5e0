"""The sender: takes messages whose time has come, records the try, sends, records the result."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import asyncpg
import structlog
from sqlalchemy import select

from services.notify.channel.mail import Letter, MailServer, NotSent, Result, Sent
from services.notify.message.aggregate import (
    MESSAGE,
    LoseOutcome,
    Message,
    NoteFailure,
    NoteSent,
    Stage,
    StartAttempt,
    decide,
)
from services.notify.message.handlers import deliver_to_inbox, suppress_message, take_next_way
from services.notify.recipient.directory import Address, Answers, Asking, ask_addresses
from services.notify.tables import messages
from services.notify.template.catalogue import TEMPLATES
from services.notify.template.rendering import Rendered, TemplateTextError, told
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging.transient import MAYBE_AWAY

BATCH: Final = 50
AT_ONCE: Final = 4
POLL_SECONDS: Final = 0.5
AWAY_SECONDS: Final = 5.0
RESULT_TRIES: Final = 5
NO_ADDRESS: Final = "no-address"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose time has come."""

    message_id: str
    kind: str
    recipient: str
    channel: str
    locale: str
    template: str
    facts: Mapping[str, str]

    def rendered(self, name: str) -> Rendered:
        return told(TEMPLATES[self.template], self.locale, {**self.facts, "name": name})


@dataclass
class Sender:
    """Runs beside the consumers, outside their transactions. Several may run: each claims what others have not.

    Order of a try: intent (long committed), `message.attempted` committed, the channel, the result committed. A crash
    in between leaves a try without result, which `note_lost_outcome` brings up for decision.
    """

    store: Store
    peers: Asking
    mail: MailServer
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _patience: Mapping[str, float] = field(default_factory=dict, init=False)

    def wake(self) -> None:
        """Something was intended just now."""
        self._wake.set()

    async def run(self) -> None:
        """Sends for ever; whatever is away is tried again."""
        while True:
            try:
                busy = await self.send_due()
            except Exception as error:  # noqa: BLE001 - the database may be away; the sender goes on and says so
                log.warning("sender_pause", error=repr(error))
                busy = False
            if not busy:
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)

    async def send_due(self) -> bool:
        """Takes one batch of due messages to their end or their next try; False when there was nothing to do."""
        due = await self._due()
        inbox = [one for one in due if one.channel == "inbox"]
        if inbox:
            await self._deliver(inbox)
        outward = [one for one in due if one.channel != "inbox"]
        if not outward:
            return bool(inbox)
        answers = await ask_addresses(self.peers, [(one.kind, one.recipient) for one in outward])
        self._remember_away(answers)
        reachable = [one for one in outward if one.kind not in answers.away]
        if homeless := [one for one in reachable if one.recipient not in answers.found]:
            await self._suppress(homeless)
        ready = await self._claim([one for one in reachable if one.recipient in answers.found])
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._send(one, answers.found[one.recipient], gate) for one in ready))
        return bool(inbox or reachable)

    async def _due(self) -> list[Due]:
        now = asyncio.get_running_loop().time()
        patient = [kind for kind, until in self._patience.items() if until > now]
        columns = messages.c
        async with self.store.begin(read_only=True) as work:
            waiting = (
                select(columns.message_id, columns.recipient_kind, columns.recipient, columns.channel)
                .add_columns(columns.locale, columns.template, columns.facts)
                .where(columns.stage == Stage.INTENDED, columns.due_at <= work.context.now)
                .order_by(columns.due_at, columns.message_id)
                .limit(BATCH)
            )
            if patient:
                waiting = waiting.where((columns.channel == "inbox") | columns.recipient_kind.not_in(patient))
            rows = await work.rows(waiting)
        return [Due(*row) for row in rows]

    def _remember_away(self, answers: Answers) -> None:
        until = asyncio.get_running_loop().time() + AWAY_SECONDS
        self._patience = {**self._patience, **dict.fromkeys(answers.away, until)}
        if answers.away:
            log.warning("addresses_away", kinds=sorted(answers.away))

    async def _deliver(self, due: Sequence[Due]) -> None:
        async with self._holding(due) as (work, held):
            for one in held:
                await deliver_to_inbox(work, one.message_id)

    async def _suppress(self, due: Sequence[Due]) -> None:
        async with self._holding(due) as (work, held):
            for one in held:
                await suppress_message(work, one.message_id, NO_ADDRESS)

    async def _claim(self, due: Sequence[Due]) -> Sequence[Due]:
        """Records that a try begins, for those that no other sender has."""
        async with self._holding(due) as (work, held):
            for one in held:
                message = await work.load(MESSAGE, one.message_id, must_exist=True)
                work.record(message, decide(message.state, StartAttempt(work.context.now)))
        return held

    @contextlib.asynccontextmanager
    async def _holding(self, due: Sequence[Due]) -> AsyncIterator[tuple[Work, Sequence[Due]]]:
        """A transaction that holds those of the messages that are still due and no other sender holds."""
        async with self.store.begin() as work:
            rows = await work.rows(
                select(messages.c.message_id)
                .where(messages.c.message_id.in_([one.message_id for one in due]))
                .where(messages.c.stage == Stage.INTENDED, messages.c.due_at <= work.context.now)
                .with_for_update(skip_locked=True)
            )
            held = {row["message_id"] for row in rows}
            yield work, [one for one in due if one.message_id in held]

    async def _send(self, due: Due, address: Address, gate: asyncio.Semaphore) -> None:
        async with gate:
            result = await self._try(due, address)
        for pause in range(RESULT_TRIES):
            try:
                return await self._note(due.message_id, result)
            except (asyncpg.PostgresError, *MAYBE_AWAY) as error:
                log.warning("result_not_recorded", message=due.message_id, error=repr(error))
                await asyncio.sleep(2**pause)
        return None

    async def _try(self, due: Due, address: Address) -> Result:
        try:
            content = due.rendered(address.name)
        except TemplateTextError as error:
            return NotSent(error.detail, permanent=True)
        return await self.mail.send(Letter(due.message_id, address.name, address.email, content))

    async def _note(self, message_id: str, result: Result) -> None:
        async with self.store.begin() as work:
            message = await work.load(MESSAGE, message_id, must_exist=True)
            work.record(message, decide(message.state, command_for(message.state, result, work.context.now)))
            await take_next_way(work, message)


def command_for(message: Message, result: Result, now: datetime) -> NoteSent | NoteFailure | LoseOutcome:
    """What the channel's word means for the message."""
    match result:
        case Sent(receipt):
            return NoteSent(receipt)
        case NotSent(reason, permanent):
            return NoteFailure(reason, permanent, now)
        case _:
            return LoseOutcome(message.attempts)
