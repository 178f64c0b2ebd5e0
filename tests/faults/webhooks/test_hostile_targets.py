"""Endpoints that mean harm: each try ends in bounded time with a reason, reads next to nothing, goes nowhere else."""

import asyncio
import gzip
import socket
import ssl
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

import pytest

from services.notify.webhook.vault import Target, new_secret
from services.notify.webhook_delivery.posting import NotTaken, Post, Taken
from shared.testing.https import Behaviour, Https, https, status
from shared.testing.tls import self_signed

SECONDS: Final = 1.0
LOOP_BACK: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
OK: Final = b"HTTP/1.1 200 OK\r\n"


def endless(*chunks: bytes, pause: float = 0) -> Behaviour:
    """Sends the first pieces once and the last one for ever, until the other side hangs up."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        for chunk in chunks[:-1]:
            writer.write(chunk)
        while True:
            writer.write(chunks[-1])
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


async def silent(_: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


BOMB: Final = gzip.compress(b"\0" * 50_000_000)
PACKED: Final = f"Content-Encoding: gzip\r\nContent-Length: {len(BOMB)}\r\n\r\n".encode()
HOSTILE: Final[dict[str, tuple[Behaviour, Taken | NotTaken]]] = {
    "never answers": (silent, NotTaken("slow")),
    "hangs up": (hang_up, NotTaken("unreachable")),
    "a header a second, byte by byte": (endless(OK, b"X", pause=0.05), NotTaken("slow")),
    "headers without end": (endless(OK, b"X-Header: something\r\n" * 1_000), NotTaken("unreachable")),
    "a body without end": (endless(OK, b"\r\n", b"x" * 65_536), Taken(200)),
    "a body that unpacks to fifty megabytes": (endless(OK, PACKED + BOMB, b"", pause=0.1), Taken(200)),
    "hints without end": (endless(b"HTTP/1.1 103 Early Hints\r\n\r\n", pause=0.001), NotTaken("slow")),
    "no HTTP": (endless(b"\0" * 1_000), NotTaken("unreachable")),
    "a status that is none": (endless(b"HTTP/1.1 999999 no\r\n\r\n", pause=0.1), NotTaken("unreachable")),
}


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return self_signed(tmp_path_factory.mktemp("tls"), datetime.now(UTC) + timedelta(days=1))


@pytest.fixture
async def there(tls: tuple[Path, ssl.SSLContext]) -> AsyncIterator[Https]:
    async with https(tls[1]) as server:
        yield server


async def sent(address: str, tls: tuple[Path, ssl.SSLContext], **changed: Any) -> Taken | NotTaken:
    """One try, which ends soon after its bound whatever is there."""
    given = {"allowed": LOOP_BACK, "ca_file": tls[0], "seconds": SECONDS, **changed}
    began = asyncio.get_running_loop().time()
    async with Post(**given) as post:
        found = await post.send(Target(address, (new_secret(),)), "d", "{}", datetime.now(UTC))
    assert asyncio.get_running_loop().time() - began < SECONDS + 9
    return found


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_try_ends_whatever_the_endpoint_does(there: Https, tls: tuple[Path, ssl.SSLContext], name: str):
    behaviour, result = HOSTILE[name]
    there.behaviours = [behaviour]
    assert await sent(there.address(), tls) == result
    assert await sent(there.address(), tls) == Taken(200)


async def test_a_redirect_is_not_followed(there: Https, tls: tuple[Path, ssl.SSLContext]):
    async with https(tls[1]) as inner:
        for code in (301, 302, 303, 307, 308):
            there.behaviours = [status(code, f"Location: {inner.address('/metrics')}")]
            assert await sent(there.address(), tls) == NotTaken("redirected", code)
        assert inner.connections == 0


async def test_nothing_is_sent_to_an_address_that_is_not_allowed(there: Https, tls: tuple[Path, ssl.SSLContext]):
    for host in ("127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]", "0x7f000001"):
        assert await sent(there.address(host=host), tls, allowed=()) == NotTaken("address")
    assert there.connections == 0


async def test_a_certificate_of_nobody_or_of_another_name_and_plain_http_are_not_talked_to(
    there: Https, tls: tuple[Path, ssl.SSLContext]
):
    assert await sent(there.address(), tls, ca_file=None) == NotTaken("unreachable")
    assert await sent(there.address(host="localhost"), tls) == NotTaken("unreachable")
    async with https(None) as plain:
        assert await sent(plain.address(), tls) in (NotTaken("unreachable"), NotTaken("slow"))
        assert plain.asked == []
    assert there.asked == []


async def test_a_name_is_resolved_once_and_that_address_is_connected_to(
    tls: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
):
    """A name server that answers with an allowed address first and with another one afterwards gains nothing."""
    answers, asked = ["127.0.0.1", "127.0.0.99"], list[str]()
    system = socket.getaddrinfo

    def rebinding(host: Any, *port: Any, **kinds: Any) -> Any:
        if host != "rebind.test":
            return system(host, *port, **kinds)
        asked.append(host)
        return system(answers.pop(0), *port, **kinds)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    async with https(None) as there:
        await sent(there.address(host="rebind.test"), tls)
        assert (asked, there.connections) == (["rebind.test"], 1)


async def test_name_servers_that_never_answer_hold_up_no_other_look_up(
    there: Https, tls: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
):
    system, free = socket.getaddrinfo, threading.Event()

    def stuck(host: Any, *port: Any, **kinds: Any) -> Any:
        if host == "stuck.test":
            free.wait(20)
        return system(host, *port, **kinds)

    monkeypatch.setattr(socket, "getaddrinfo", stuck)
    target = Target(there.address(host="stuck.test"), (new_secret(),))
    async with Post(LOOP_BACK, tls[0], SECONDS) as post:
        many = [post.send(target, "d", "{}", datetime.now(UTC)) for _ in range(40)]
        assert set(await asyncio.gather(*many)) == {NotTaken("slow")}
        async with asyncio.timeout(SECONDS):
            assert await asyncio.get_running_loop().getaddrinfo("localhost", 80)
        free.set()
