"""Mail by SMTP: one message, bounded in time, and an honest word on what became of it."""

import re
from dataclasses import dataclass
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib.errors import SMTPException, SMTPResponseException, SMTPServerDisconnected, SMTPTimeoutError

from services.notify.template.rendering import Rendered

SECONDS: Final = 20.0
"""A bound on each exchange with the server; a whole try takes a few of them, far less than the outcome's deadline."""
PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_ADDRESS: Final = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,255}\Z")


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took it; `receipt` is what it answered."""

    receipt: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """It surely was not sent; `permanent` when another try would be refused the same way."""

    reason: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """The connection went while the server was taking the message: it may have or not."""

    reason: str


Result = Sent | NotSent | Unknown


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to go; the same `message_id` is the same mail, so that a provider can recognise a repeat."""

    message_id: str
    to_name: str
    to_address: str
    content: Rendered


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server by URL (`smtp://`, `smtp+starttls://`, `smtps://`, user and password inside if it wants them)."""

    url: str
    sender: str
    sender_name: str

    async def send(self, letter: Letter) -> Result:
        """One try. Never raises for what the server or the network does."""
        if not _ADDRESS.match(letter.to_address):
            return NotSent("the address is not one", permanent=True)
        client = self._client()
        try:
            await client.connect()
            await client.mail(self.sender)
            await client.rcpt(letter.to_address)
        except SMTPResponseException as error:
            await _leave(client)
            return NotSent(f"{error.code} refused", permanent=500 <= error.code < 600 and error.code != 530)
        except (SMTPException, OSError, ValueError) as error:
            await _leave(client)
            return NotSent(type(error).__name__, permanent=False)
        return await _hand_over(client, self.compose(letter), letter.to_address)

    def compose(self, letter: Letter) -> bytes:
        """The mail as it goes over the wire: plain text and HTML, named by the message's id."""
        domain = self.sender.rpartition("@")[2]
        mail = EmailMessage(policy=SMTP_POLICY)
        mail["From"] = _address(self.sender_name, self.sender)
        mail["To"] = _address(letter.to_name, letter.to_address)
        mail["Subject"] = letter.content.title
        mail["Message-ID"] = f"<{letter.message_id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.content.body)
        mail.add_alternative(letter.content.html, subtype="html")
        return mail.as_bytes()

    def _client(self) -> aiosmtplib.SMTP:
        parts = urlsplit(self.url)
        return aiosmtplib.SMTP(
            hostname=parts.hostname or "127.0.0.1",
            port=parts.port or PORTS.get(parts.scheme, 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=True if parts.scheme == "smtp+starttls" else False if parts.scheme == "smtps" else None,
            timeout=SECONDS,
        )


async def _hand_over(client: aiosmtplib.SMTP, mail: bytes, address: str) -> Result:
    try:
        answer = await client.data(mail)
    except (SMTPTimeoutError, SMTPServerDisconnected, OSError) as error:
        # After DATA began nobody here knows whether the server kept what it had.
        client.close()
        return Unknown(type(error).__name__)
    except SMTPResponseException as error:
        await _leave(client)
        return NotSent(f"{error.code} refused", permanent=500 <= error.code < 600)
    await _leave(client)
    return Sent(without_address(f"{answer.code} {answer.message}", address)[:200])


def without_address(answer: str, address: str) -> str:
    """What a server answered, published as the receipt: some say in it to whom the mail goes."""
    return re.sub(re.escape(address), "[recipient]", answer, flags=re.IGNORECASE)


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        if client.is_connected:
            await client.quit()
    except (SMTPException, OSError):
        client.close()


def _address(name: str, address: str) -> MailAddress:
    local, _, domain = address.rpartition("@")
    clean = "".join(character for character in name if character.isprintable())[:120]
    return MailAddress(clean, local, domain)
