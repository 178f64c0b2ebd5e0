from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Numeric, Select, Table, Text, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from shared.eventstore.sql import DIALECT, compiled

rooms = Table(
    "rooms",
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("beds", Integer),
    Column("price", Numeric),
    Column("extras", JSONB),
)


def test_values_come_in_the_order_of_their_places():
    text, values = compiled(insert(rooms).values(name="1", beds=2, price=Decimal("3.10"), extras={"tv": True}))
    assert [f"${n}" in text for n in range(1, 6)] == [True] * 4 + [False]
    assert values == ["1", 2, Decimal("3.10"), {"tv": True}]


def test_one_shape_is_one_text_whatever_the_values():
    first, _ = compiled(select(rooms).where(rooms.c.name == "a"))
    second, values = compiled(select(rooms).where(rooms.c.name == "b"))
    assert first == second
    assert values == ["b"]


def test_a_list_of_any_length_is_expanded():
    text, values = compiled(select(rooms.c.beds).where(rooms.c.name.in_(["a", "b", "c"])))
    assert values == ["a", "b", "c"]
    assert "$3" in text
    assert compiled(delete(rooms).where(rooms.c.name.in_(["x"])))[1] == ["x"]


def test_an_update_by_expression_keeps_its_constants():
    _, values = compiled(update(rooms).where(rooms.c.name == "a").values(beds=rooms.c.beds + 2))
    assert sorted(values, key=str) == [2, "a"]


def test_an_upsert_takes_its_values_once():
    statement = insert(rooms).values(name="a", beds=1)
    text, values = compiled(
        statement.on_conflict_do_update(index_elements=["name"], set_={"beds": statement.excluded.beds})
    )
    assert values == ["a", 1]
    assert "ON CONFLICT (name) DO UPDATE" in text


@pytest.mark.parametrize(
    "statement",
    [
        select(rooms.c.beds).where(rooms.c.name.in_([])),
        select(rooms.c.beds).where(rooms.c.name.not_in([]), rooms.c.beds == 2).limit(3),
        select(rooms.c.beds).where(rooms.c.name.in_(["a"]), rooms.c.beds.in_([1, 2])).offset(1),
        select(rooms.c.beds).where(tuple_(rooms.c.name, rooms.c.beds).in_([("a", 1), ("b", 2)])),
    ],
)
def test_lists_are_expanded_as_a_whole_compilation_would(statement: Select[Any]):
    plain = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
    for _ in range(2):  # the second time from the cache
        text, values = compiled(statement)
        assert text.split() == str(plain).split()
        assert values == [plain.params[name] for name in plain.positiontup]
