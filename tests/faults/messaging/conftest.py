from collections.abc import Awaitable, Callable, Iterable

import pytest

from shared.testing.invariants.checking import Held, assert_holds
from tests.faults.relaying import relaying
from tests.integration.messaging.conftest import book, settings, till
from tests.integration.messaging.sample import Book, Till

__all__ = ["book", "settings", "till"]

Healed = Callable[[Iterable[str]], Awaitable[None]]


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
