"""The ids that tie one request to all that follows from it, taken over or made, and given back."""

import re
import secrets
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from shared.values.ids import new_id

HEADER: Final = "correlation-id"
FORM: Final = re.compile(r"[A-Za-z0-9._:-]{1,100}\Z")
TRACE_FORM: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\Z")
_KEY: Final = "pactline.envelope"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The correlation id and the W3C trace context of a request."""

    correlation: str
    trace: str

    @staticmethod
    def of(scope: Scope) -> "Envelope":
        """That of a request which passed the middleware."""
        envelope: Envelope = scope[_KEY]
        return envelope


def envelope_from(headers: Headers) -> Envelope:
    """What the caller sent, where it has the accepted form; new ids otherwise."""
    correlation = headers.get(HEADER, "")
    trace = headers.get("traceparent", "")
    return Envelope(
        correlation if FORM.match(correlation) else new_id(),
        trace if TRACE_FORM.match(trace) else f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01",
    )


class Correlated:
    """ASGI middleware: every answer carries `Correlation-Id`, every log line of the request too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        envelope = scope[_KEY] = envelope_from(Headers(scope=scope))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = envelope.correlation
            await send(message)

        with bound_contextvars(correlation=envelope.correlation):
            await self.app(scope, receive, sending)
