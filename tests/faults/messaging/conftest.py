from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.runtime.kafka import Kafka
from shared.runtime.ports import any_free
from shared.testing.invariants.checking import Held, assert_holds
from tests.faults.relaying import relaying
from tests.integration.messaging.conftest import book, settings, till
from tests.integration.messaging.sample import Book, Till

__all__ = ["book", "settings", "till"]

Healed = Callable[[Iterable[str]], Awaitable[None]]


@pytest.fixture
def keeper() -> Iterator[ThreadPoolExecutor]:
    """The one thread that starts a broker: a child dies with the thread that forked it."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool


@pytest.fixture
def broker(tmp_path, keeper) -> Iterator[Kafka]:
    """One of the test's own, to be killed and frozen."""
    kafka = Kafka(tmp_path / "kafka", tmp_path / "kafka.log", port=any_free())
    keeper.submit(kafka.start).result()
    yield kafka
    keeper.submit(kafka.stop, within=5.0).result()


@pytest.fixture
def held(till: Till, book: Book, settings) -> Held:
    return Held([till.store, book.store], settings)


@pytest.fixture
def healed(till: Till, book: Book, held: Held) -> Healed:
    """Lets both services work undisturbed and holds the invariants, with what callers of the till were told."""

    async def heal(answers: Iterable[str] = ()) -> None:
        async with relaying(till.store, held.settings), relaying(book.store, held.settings), book.consuming():
            await assert_holds(held, {"till": answers}, within=60)

    return heal
