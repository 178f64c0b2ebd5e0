"""Which statements go to the database together, and that only independent ones change places."""

from collections.abc import Sequence
from typing import Any

from shared.eventstore import sql
from shared.eventstore.prepared import Ready


class Listening:
    """Notes what a connection would be sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []

    async def execute(self, text: str, *_: Any) -> None:
        self.sent.append((text, 1))

    async def executemany(self, text: str, rows: Sequence[Any]) -> None:
        self.sent.append((text, len(rows)))


async def sent(*statements: Ready) -> list[tuple[str, int]]:
    listening = Listening()
    await sql.execute_all(listening, statements)  # type: ignore[arg-type] # only what it is asked for
    return listening.sent


def bound(text: str) -> Ready:
    return Ready(text, [1])


def free(text: str) -> Ready:
    return Ready(text, [1], independent=True)


async def test_runs_of_one_text_go_together_and_all_stay_in_order():
    assert await sent(bound("a"), bound("a"), bound("b"), bound("a")) == [("a", 2), ("b", 1), ("a", 1)]


async def test_independent_statements_are_gathered_by_their_text():
    assert await sent(free("a"), free("b"), free("a"), free("b")) == [("a", 2), ("b", 2)]


async def test_nothing_changes_places_with_a_statement_that_depends_on_others():
    assert await sent(free("a"), bound("b"), free("a")) == [("a", 1), ("b", 1), ("a", 1)]
    assert await sent(bound("a"), free("a"), bound("a")) == [("a", 1), ("a", 1), ("a", 1)]
