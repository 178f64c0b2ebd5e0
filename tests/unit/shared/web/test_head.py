import pytest
from starlette.types import Message, Receive, Scope, Send

from shared.web.head import HeadAsGet


async def heard(method: str, kind: str = "http") -> tuple[list[Message], list[str]]:
    """What a caller hears of an application that sends a head and two pieces, and what the application saw."""
    sent: list[Message] = []
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope.get("method", ""))
        seen.append((await receive())["type"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        for piece, more in ((b"ab", True), (b"cd", False)):
            await send({"type": "http.response.body", "body": piece, "more_body": more})
        seen.append((await receive())["type"])

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": kind, "method": method}
    await HeadAsGet(app)(scope, receive, send)
    assert scope["method"] == method
    return sent, seen


async def test_head_reaches_the_application_as_get_and_its_answer_has_no_body():
    sent, seen = await heard("HEAD")
    assert sent == [
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]},
        {"type": "http.response.body", "body": b"", "more_body": False},
    ]
    assert seen == ["GET", "http.request", "http.disconnect"]


@pytest.mark.parametrize(("method", "kind"), [("GET", "http"), ("POST", "http"), ("HEAD", "websocket")])
async def test_anything_else_passes_as_it_is(method: str, kind: str):
    sent, seen = await heard(method, kind)
    assert b"".join(message.get("body", b"") for message in sent) == b"abcd"
    assert seen == [method, "http.request", "http.request"]
