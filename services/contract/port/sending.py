"""The sender: takes messages whose time has come, records that a try begins, sends, records what came of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy import select

from services.contract.port.adapter import HttpPort, Letter, Port
from services.contract.port.aggregate import PORT_MESSAGE, PortMessage, Retract, Send, decide
from services.contract.port.documents import CHANGING, may_leave
from services.contract.port.handlers import note_outcome
from services.contract.port.tables import port_messages
from services.contract.settings import contract_settings
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.web.running import Running

BATCH: Final = 20
POLL_SECONDS: Final = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PortSender:
    """Runs beside the consumers, outside their transactions; each of several claims what others have not.

    Order of a try: `port_message.sent` committed, the port, the outcome committed. A crash in between leaves a try
    without outcome, which its deadline makes unknown: it is asked about, and never sent again.
    """

    store: Store
    port: Port

    async def run(self) -> None:
        """Sends and asks for ever; whatever is away is tried again."""
        while True:
            try:
                busy = await self.send_due() or await self.ask_due()
            except Exception as error:  # noqa: BLE001 - the database may be away; the sender goes on and says so
                log.warning("port_pause", error=repr(error))
                busy = False
            if not busy:
                await asyncio.sleep(POLL_SECONDS)

    async def send_due(self) -> bool:
        """Sends what is queued and due, each once; False when there was nothing."""
        letters = await self._claimed()
        for letter in letters:
            outcome = await self.port.send(letter)
            async with self.store.begin() as work:
                await note_outcome(work, letter.message_id, outcome, "answer")
        return bool(letters)

    async def ask_due(self) -> bool:
        """Asks about what is unknown; False when there was nothing."""
        letters = await self._letters("unknown")
        for letter in letters:
            outcome = await self.port.ask(letter)
            async with self.store.begin() as work:
                await note_outcome(work, letter.message_id, outcome, "inquiry")
        return bool(letters)

    async def _claimed(self) -> Sequence[Letter]:
        async with self.store.begin() as work:
            due = (
                select(port_messages.c.message_id)
                .where(port_messages.c.stage == "queued", port_messages.c.due_at <= work.context.now)
                .order_by(port_messages.c.due_at, port_messages.c.message_id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
            claimed = [row["message_id"] for row in await work.rows(due)]
            for message_id in claimed:
                message = await work.load(PORT_MESSAGE, message_id, must_exist=True)
                work.record(message, decide(message.state, Send() if await _stands(work, message.state) else Retract()))
        return await self._letters("sending", claimed) if claimed else []

    async def _letters(self, stage: str, named: Sequence[str] | None = None) -> list[Letter]:
        async with self.store.begin() as work:
            chosen = select(port_messages).where(port_messages.c.stage == stage)
            if named is None:
                chosen = chosen.where(port_messages.c.due_at <= work.context.now)
            else:
                chosen = chosen.where(port_messages.c.message_id.in_(named))
            rows = await work.rows(chosen.order_by(port_messages.c.message_id).limit(BATCH))
            said = await work.unseal_all([(f"port_message-{row['message_id']}", row["sealed"]) for row in rows])
        return [
            Letter(row["message_id"], row["port"], row["document"], row["round"], one.get("content", "null"))
            for row, one in zip(rows, said, strict=True)
        ]


async def _stands(work: Work, message: PortMessage) -> bool:
    """Whether what the message tells of may still leave."""
    port, document = message.head["port"], message.head["document"]
    if port not in CHANGING:
        return True
    async with work.beyond():
        return await may_leave(work, port, document)


async def send_messages(running: Running) -> None:
    """The sender beside the service, where an address is configured; without one messages wait."""
    settings = contract_settings()
    if settings.port_url is None:
        return
    port = HttpPort(settings.port_url, settings.port_token)
    try:
        await PortSender(running.store, port).run()
    finally:
        await port.close()
