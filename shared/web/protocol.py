"""What is no request in the accepted form is refused before any application sees it, by a problem as well."""

from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from shared.web.errors import MalformedHeaderError
from shared.web.problems import problem

REFUSED: Final = "The request is not HTTP in the accepted form."
LENGTHS: Final = frozenset({b"content-length", b"transfer-encoding"})
UNANSWERED: Final = (h11.IDLE, h11.SEND_RESPONSE)


class Connection(h11.Connection):
    """Takes no request that tells its length twice, by Content-Length and by chunks: a proxy before us could end it
    elsewhere and pass the rest as somebody else's (RFC 9112 6.3).
    """

    def next_event(self) -> Any:
        """The next one; raises `RemoteProtocolError` for what is not accepted."""
        event = super().next_event()
        if isinstance(event, h11.Request) and LENGTHS.issubset(name for name, _ in event.headers):
            raise h11.RemoteProtocolError("Content-Length beside Transfer-Encoding")
        return event


class Protocol(H11Protocol):
    """uvicorn's, whose own refusals are problems."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.conn = Connection(h11.SERVER, self.conn._max_incomplete_event_size)  # noqa: SLF001 - as uvicorn set it

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words
        """Written past h11, which takes no answer to what it could not read; nothing where one has begun."""
        if self.conn.our_state in UNANSWERED:
            answer = problem(MalformedHeaderError(REFUSED), headers={"Connection": "close"})
            head = [b"HTTP/1.1 400 Bad Request", *(b"%s: %s" % line for line in answer.raw_headers)]
            self.transport.write(b"\r\n".join([*head, b"", bytes(answer.body)]))
        self.transport.close()
