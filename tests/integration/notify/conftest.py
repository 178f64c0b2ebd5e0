import asyncio
import email
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from services.notify.app import SERVICE
from services.notify.channel.mail import MailServer
from services.notify.inbox.live import wake_listeners
from services.notify.message.sending import Sender
from services.notify.telling.handlers import hear
from services.notify.telling.planning import Fact
from shared.testing.serving import Serve, Serving
from shared.web.client import Away

ALL = ["notify.*"]


@dataclass
class Mailbox:
    """A real SMTP server that keeps what it takes and answers DATA with what it was told to."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else "250 kept"
        if answer == "hang up":
            server.transport.close()
            return "451 gone"
        if answer.startswith("250"):
            self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return answer


@dataclass
class Directory:
    """What portal and customer answer to `GET /v1/people`; `away` are those that do not."""

    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)

    async def get(self, service: str, path: str, params: dict[str, Any] | None = None) -> Any:
        if service in self.away:
            return Away("down")
        known = [one for one in (params or {})["ids"].split(",") if one in self.people]
        return {"people": [{"id": one, "name": self.people[one][0], "email": self.people[one][1]} for one in known]}


@dataclass
class Notify:
    serving: Serving
    sender: Sender
    mailbox: Mailbox
    directory: Directory

    @property
    def store(self):
        return self.serving.running.store

    async def hears(self, *facts: Fact) -> None:
        for fact in facts:
            async with self.store.begin() as work:
                await hear(work, fact)

    async def sends(self) -> None:
        while await self.sender.send_due():
            pass

    async def due_now(self, kind: str) -> None:
        """Moves the deadlines of a kind to now and waits until the service has handled them."""
        pool = self.store.database.pool("system")
        await pool.execute("UPDATE deadlines SET due_at = now() - interval '1 second' WHERE kind = $1", kind)
        for _ in range(100):
            left = "SELECT count(*) FROM deadlines WHERE kind = $1 AND due_at <= now()"
            if not await pool.fetchval(left, kind):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{kind} is still due")

    async def row(self, question: str, *arguments: object):
        return await self.store.database.pool("system").fetchrow(question, *arguments)


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    listen = asyncio.get_running_loop().create_server(lambda: SMTP(box, enable_SMTPUTF8=True), "127.0.0.1", 0)
    async with await listen as server:
        box.port = server.sockets[0].getsockname()[1]
        yield box


@pytest.fixture
async def notify(serve: Serve, mailbox: Mailbox) -> Notify:
    """The service without its consumers and its own sender, whose parts the tests drive step by step."""
    serving = await serve(replace(SERVICE, consumers=[], background=[wake_listeners]))
    for unit, parent in (("hq", None), ("jiangsu", "hq"), ("nanjing", "jiangsu"), ("suzhou", "jiangsu")):
        await serving.unit(unit, parent)
    directory = Directory({"li": ("李雷", "li@example.org"), "chen": ("Chen", "chen@example.org")})
    mail = MailServer(f"smtp://127.0.0.1:{mailbox.port}", "pactline@example.org", "Pactline")
    return Notify(serving, Sender(serving.running.store, directory, mail), mailbox, directory)


def signed(version: int = 7, **changed: object) -> Fact:
    data = {
        "contract_id": "1",
        "number": "P-2026-1",
        "title": "服务器",
        "owner_id": "li",
        "signed_on": "2026-03-02",
        "amount": {"amount": "100000.00", "currency": "CNY"},
        **changed,
    }
    return Fact("contract.signed.v1", f"contract-1@{version}", data, "nanjing")


def planned(obligation: str = "9", due_on: str = "2099-03-20") -> Fact:
    data = {
        "obligation_id": obligation,
        "contract_id": "1",
        "owner_id": "li",
        "clause": "4.1",
        "phase": "advance",
        "debtor": "us",
        "due_on": due_on,
        "amount": {"amount": "30000.00", "currency": "CNY"},
    }
    return Fact("obligation.planned.v1", f"obligation-{obligation}@1", data, "nanjing")


def overdue(obligation: str = "9") -> Fact:
    data = {**planned(obligation, "2026-03-01").data, "days": 1}
    return Fact("obligation.overdue.v1", f"obligation-{obligation}@2", data, "nanjing")


def met(obligation: str = "9") -> Fact:
    return Fact("obligation.met.v1", f"obligation-{obligation}@2", {"obligation_id": obligation}, "nanjing")
