"""The sender: takes messages whose time has come, records that a try begins, sends, records what came of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
import structlog
from sqlalchemy import select

from services.contract.port.adapter import HttpPort, Letter, NotSigned, Port, Signed
from services.contract.port.aggregate import PORT_MESSAGE, PortMessage, Retract, Send, decide
from services.contract.port.documents import CHANGING, may_leave
from services.contract.port.events import PortName
from services.contract.port.handlers import note_outcome
from services.contract.port.tables import port_messages
from services.contract.settings import contract_settings
from services.contract.signing.document import document_of
from services.contract.signing.elsewhere import take_declined, take_signed
from services.contract.signing.tables import signings
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.values.errors import DomainError
from shared.web.running import Running

BATCH: Final = 20
POLL_SECONDS: Final = 1.0
PLATFORM_POLL: Final = 30.0
"""Seconds after which a signing platform is asked again about all that it has."""
PLATFORM_SECONDS: Final = 60.0
OTHER_SYSTEMS: Final[tuple[PortName, ...]] = ("vouchers", "payment_orders", "invoices", "direct_debits")
"""What leaves for the system behind the ports; what is to be signed has an address of its own."""
TO_PLATFORM: Final[tuple[PortName, ...]] = ("signatures", "voidings")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PortSender:
    """Runs beside the consumers, outside their transactions; each of several claims what others have not.

    Order of a try: `port_message.sent` committed, the port, the outcome committed. A crash in between leaves a try
    without outcome, which its deadline makes unknown: it is asked about, and never sent again.
    """

    store: Store
    port: Port
    takes: tuple[PortName, ...] = OTHER_SYSTEMS
    poll_seconds: float = POLL_SECONDS

    async def run(self) -> None:
        """Sends and asks for ever; whatever is away is tried again."""
        while True:
            try:
                busy = await self.send_due() or await self.ask_due() or await self.results_due()
            except Exception as error:  # noqa: BLE001 - the database may be away; the sender goes on and says so
                log.warning("port_pause", error=repr(error))
                busy = False
            if not busy:
                await asyncio.sleep(self.poll_seconds)

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

    async def results_due(self) -> bool:
        """Nothing comes of a message once it is accepted."""
        return False

    async def _claimed(self) -> Sequence[Letter]:
        async with self.store.begin() as work:
            due = (
                select(port_messages.c.message_id)
                .where(port_messages.c.stage == "queued", port_messages.c.due_at <= work.context.now)
                .where(port_messages.c.port.in_(self.takes))
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
            chosen = select(port_messages).where(port_messages.c.stage == stage, port_messages.c.port.in_(self.takes))
            if named is None:
                chosen = chosen.where(port_messages.c.due_at <= work.context.now)
            else:
                chosen = chosen.where(port_messages.c.message_id.in_(named))
            rows = await work.rows(chosen.order_by(port_messages.c.message_id).limit(BATCH))
            said = await work.unseal_all([(f"port_message-{row['message_id']}", row["sealed"]) for row in rows])
            files = [await self._file(work, row) for row in rows]
        return [
            Letter(row["message_id"], row["port"], row["document"], row["round"], one.get("content", "null"), file)
            for row, one, file in zip(rows, said, files, strict=True)
        ]

    async def _file(self, work: Work, row: asyncpg.Record) -> bytes | None:
        """What goes along: the PDF that is to be signed."""
        if row["port"] != "signatures":
            return None
        return await document_of(work, self.store.sealer, row["document"])


class PlatformSender(PortSender):
    """The sender to a signing platform: what it accepted is asked about until everybody has signed, or one did not."""

    port: HttpPort

    async def results_due(self) -> bool:
        """Takes what is signed or declined by now; False, since what is not over can wait for the next round."""
        for letter in await self._under_way():
            result = await self.port.result(letter)
            try:
                async with self.store.begin() as work:
                    match result:
                        case Signed(file=file, signatories=signed):
                            await take_signed(work, self.store.sealer, letter.document, file, signed)
                        case NotSigned(signatory_id=who, reason=reason):
                            await take_declined(work, letter.document, who, reason)
            except DomainError as error:
                log.warning("platform_misunderstood", signing=letter.document, error=type(error).__name__)
        return False

    async def _under_way(self) -> list[Letter]:
        m = port_messages.c
        async with self.store.begin() as work:
            chosen = select(m.message_id, m.document, m.round).join(signings, signings.c.signing_id == m.document)
            accepted = chosen.where(m.port == "signatures", m.stage == "accepted", signings.c.stage == "open")
            rows = await work.rows(accepted.order_by(m.message_id))
        return [Letter(row["message_id"], "signatures", row["document"], row["round"], "null") for row in rows]


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
    port = HttpPort(settings.port_url, settings.port_token.get_secret_value())
    try:
        await PortSender(running.store, port).run()
    finally:
        await port.close()


async def send_to_platform(running: Running) -> None:
    """The sender to the signing platform, where one is configured."""
    settings = contract_settings()
    if settings.signing_url is None:
        return
    port = HttpPort(settings.signing_url, settings.signing_token.get_secret_value(), seconds=PLATFORM_SECONDS)
    try:
        await PlatformSender(running.store, port, TO_PLATFORM, PLATFORM_POLL).run()
    finally:
        await port.close()
