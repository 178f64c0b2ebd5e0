"""The ids that tie one request to all that follows from it, taken over or made, and given back."""

import re
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability.logs import correlated
from shared.observability.tracing import new_traceparent, valid
from shared.values.ids import new_id

HEADER: Final = "correlation-id"
FORM: Final = re.compile(r"[A-Za-z0-9._:-]{1,100}\Z")
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
        trace if valid(trace) else new_traceparent(),
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

        with correlated(envelope.correlation):
            await self.app(scope, receive, sending)
