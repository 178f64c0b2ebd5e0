"""Which statements go to the database together, and that only independent ones change places."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.dialects.postgresql import insert

from shared.eventstore import sql
from shared.eventstore.prepared import Prepared, Ready


class Listening:
    """Notes what a connection would be sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []

    async def execute(self, text: str, *_: Any) -> None:
        self.sent.append((text, 1))

    async def executemany(self, text: str, rows: Sequence[Any]) -> None:
        self.sent.append((text, len(rows)))

    async def copy_records_to_table(self, table: str, *, records: Sequence[Any], columns: Sequence[str]) -> None:
        self.sent.append((f"COPY {table} {' '.join(columns)}", len(records)))


async def sent(*statements: Ready, copying: bool = False) -> list[tuple[str, int]]:
    listening = Listening()
    await sql.execute_all(listening, statements, copying=copying)  # type: ignore[arg-type] # only what it is asked for
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


PLACES = Table("places", MetaData(), Column("place", Integer, primary_key=True), Column("number", Integer))


async def test_many_independent_rows_of_a_table_are_copied_where_the_role_may_copy():
    place = Prepared(insert(PLACES), ["place", "number"], independent=True)
    rows = [place(place=number, number=0) for number in range(sql.COPIED_FROM)]
    assert await sent(*rows, copying=True) == [("COPY places place number", sql.COPIED_FROM)]
    assert await sent(*rows[1:], copying=True) == [(rows[0].text, sql.COPIED_FROM - 1)]
    assert await sent(*rows) == [(rows[0].text, sql.COPIED_FROM)]


async def test_rows_that_may_meet_another_of_their_key_are_not_copied():
    place = Prepared(insert(PLACES).on_conflict_do_nothing(), ["place", "number"], independent=True)
    rows = [place(place=number, number=0) for number in range(sql.COPIED_FROM)]
    assert await sent(*rows, copying=True) == [(rows[0].text, sql.COPIED_FROM)]
