"""Every request counted by how it was answered: reads and pages are no commands, and fail too."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability.metrics import REQUESTS

PROBES: Final = frozenset({"/livez", "/readyz", "/metrics"})
"""Asked by machines every few seconds; a service that says it is not ready has not failed to answer."""
FAULT: Final = "5xx"


class Counted:
    """ASGI middleware: counts each request once, by the class of its status; one that ends without is a fault."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self.app = app
        self._counters = {kind: REQUESTS.labels(service, kind) for kind in ("2xx", "3xx", "4xx", FAULT)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        answered = False

        async def sending(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                self._counters[f"{message['status'] // 100}xx"].inc()
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception:
            if not answered:
                self._counters[FAULT].inc()
            raise
