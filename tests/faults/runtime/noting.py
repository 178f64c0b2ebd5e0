"""Somebody who sends sums to the small installation, each until it is answered; and what must hold of it afterwards."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from uuid import uuid4

import httpx

from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.messaging.audit.topic import BrokerAwayError
from shared.runtime.status import environment_of
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings
from shared.testing.invariants.checking import Held, assert_holds
from shared.values.clock import SystemClock
from tests.faults.runtime.running import Installation

KEYS = 5
PAUSE = 0.05


class Sender(threading.Thread):
    """Sends one sum after the other; whatever has no answer, or no success, is sent again under its key."""

    def __init__(self, one: Installation) -> None:
        super().__init__(name="sender")
        self.answers: list[str] = []
        self.sent = 0
        self.again = 0
        self._address = f"http://127.0.0.1:{one.port}/v1/sums"
        self._stopping = threading.Event()

    def run(self) -> None:
        keys = [uuid4().hex for _ in range(KEYS)]
        with httpx.Client(trust_env=False, timeout=20) as client:
            while not self._stopping.is_set():
                self.sent += 1
                self._insist(client, {"key": keys[self.sent % KEYS], "amount": self.sent}, uuid4().hex)
                time.sleep(PAUSE)

    def _insist(self, client: httpx.Client, body: dict[str, object], key: str) -> None:
        while True:
            try:
                answer = client.post(self._address, json=body, headers={"Idempotency-Key": key})
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code == 201:
                self.answers.append(answer.headers["Pactline-Position"])
                return
            if answer is not None and answer.status_code not in (409, 503):
                raise AssertionError(answer.text)
            self.again += 1
            time.sleep(PAUSE)

    def end(self) -> None:
        """Returns once the last sum was answered."""
        self._stopping.set()
        self.join(timeout=60)
        if self.is_alive():
            raise AssertionError("a sum was not answered within a minute")


@contextmanager
def sending(one: Installation) -> Iterator[Sender]:
    """Somebody sends while the block runs, and until the last sum was answered."""
    sender = Sender(one)
    sender.start()
    try:
        yield sender
    finally:
        sender.end()


@asynccontextmanager
async def held(one: Installation) -> AsyncIterator[Held]:
    """The stores of both services; neither has tables of its own that could be rebuilt."""
    given = environment_of(one.data_dir)
    settings = PlatformSettings(**{name.removeprefix("PACTLINE_").lower(): value for name, value in given.items()})
    secret = settings.secret.get_secret_value()
    async with AsyncExitStack() as stack:
        stores = []
        for service in ("till", "book"):
            database = Database(settings.database_url, service, secret, size=2)
            await database.open()
            stack.push_async_callback(database.close)
            stores.append(Store(service, database, [], Sealer(secret), SystemClock()))
        yield Held(stores, settings)


def assert_kept(one: Installation, answers: list[str]) -> None:
    """Everything that was answered is there and was booked once, and all other invariants hold."""

    async def hold() -> None:
        async with held(one) as everything, asyncio.timeout(120):
            while True:
                try:
                    return await assert_holds(everything, {"till": answers}, within=60)
                except BrokerAwayError:
                    # A broker that was started a moment ago does not know yet where its groups are kept.
                    await asyncio.sleep(0.5)

    asyncio.run(hold())
