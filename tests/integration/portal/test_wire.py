"""The wire of pages against real servers: kept connections, answers in pieces, and everything that can break off."""

import asyncio
import ssl
from collections.abc import AsyncIterator

import httpx
import pytest

from services.portal.pages.frame.wire import Wire

WHOLE = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
PIECES = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nh\r\n1;x=y\r\ni\r\n0\r\ntold: late\r\n\r\n"
LAST = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nConnection: close\r\n\r\nhi"


class Server:
    """Answers each question with what it is told to; says how many connections came, and what was asked."""

    def __init__(self, *answers: bytes) -> None:
        self.answers, self.connections, self.asked = list(answers), 0, []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while self.answers:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0] or 0)
                self.asked.append(head + await reader.readexactly(length))
                writer.write(self.answers.pop(0))
                await writer.drain()
                if not self.answers or self.answers[0] == b"":
                    break
        except asyncio.IncompleteReadError:
            pass  # the other side went
        finally:
            writer.close()

    async def __aenter__(self) -> str:
        self.listening = await asyncio.start_server(self, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self.listening.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_: object) -> None:
        self.listening.close()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    way = Wire(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    async with httpx.AsyncClient(transport=way, timeout=0.5) as made:
        yield made


async def test_one_connection_takes_one_question_after_the_other(client: httpx.AsyncClient):
    server = Server(WHOLE, PIECES, WHOLE)
    async with server as address:
        for _ in range(2):
            assert (await client.get(address, params={"q": "王"})).text == "hi"
        told = await client.post(address, json={"a": 1})
    assert (told.status_code, told.text, server.connections) == (200, "hi", 1)
    assert server.asked[0].startswith(b"GET /?q=%E7%8E%8B HTTP/1.1\r\n")
    assert server.asked[2].endswith(b'{"a":1}')


async def test_a_connection_that_was_closed_meanwhile_is_not_asked_again(client: httpx.AsyncClient):
    server = Server(LAST, WHOLE, b"", WHOLE)
    async with server as address:
        for _ in range(2):
            assert (await client.get(address)).text == "hi"
        server.answers.remove(b"")
        await asyncio.sleep(0.05)
        assert (await client.get(address)).text == "hi"
    assert server.connections == 3


async def test_questions_at_once_have_a_connection_each(client: httpx.AsyncClient):
    server = Server(*[WHOLE] * 8)
    async with server as address:
        found = await asyncio.gather(*(client.get(address) for _ in range(4)))
    assert [one.text for one in found] == ["hi"] * 4
    assert server.connections == 4


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhi", httpx.ReadError),
        (b"HTTP/1.1 200", httpx.ReadError),
        (b"SSH-2.0-OpenSSH\r\n\r\n", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 40_000 + b"\r\n", httpx.RemoteProtocolError),
    ],
)
async def test_what_is_no_whole_answer_is_an_error(client: httpx.AsyncClient, answer: bytes, error: type[Exception]):
    async with Server(answer) as address:
        with pytest.raises(error):
            await client.get(address)


async def test_who_does_not_answer_in_time_or_is_not_there_is_an_error(client: httpx.AsyncClient):
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    with pytest.raises(httpx.ReadTimeout):
        await client.get(address)
    listening.close()
    with pytest.raises(httpx.ConnectError):
        await client.get(address)
