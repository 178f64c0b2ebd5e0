"""What a new connection asks the server of by itself."""

from uuid import uuid4

import asyncpg

from shared.eventstore.connections import Connection, prepare_connection

ARRAYS = "SELECT $1::bytea[], $2::bigint[], $3::integer[]"
GIVEN = ([b"\x00", b"a"], [2**40, 2], [1, 2])


async def asked_with(url: str, question: str, *given: object) -> tuple[list[object], list[str]]:
    """The answer that a new connection gives, and all that it asked the server for it."""
    conn = await asyncpg.connect(url, connection_class=Connection)
    asked: list[str] = []
    try:
        await prepare_connection(conn)
        conn.add_query_logger(lambda one: asked.append(one.query))
        return list(await conn.fetchrow(question, *given)), asked
    finally:
        await conn.close()


async def test_what_arrays_are_made_of_is_asked_once_a_process(postgres_url: str):
    for _ in range(2):
        answer, asked = await asked_with(postgres_url, ARRAYS, *GIVEN)
        assert answer == list(GIVEN)
    assert asked == [ARRAYS]


async def test_a_type_of_a_databases_own_is_asked_about_by_each_connection(postgres_url: str):
    """Its number is another type's in the next database."""
    kind = f"mood_{uuid4().hex}"
    server = await asyncpg.connect(postgres_url)
    try:
        await server.execute(f"CREATE TYPE {kind} AS ENUM ('calm')")
        for _ in range(2):
            answer, asked = await asked_with(postgres_url, f"SELECT $1::{kind}[]", ["calm"])
            assert answer == [["calm"]]
            assert len(asked) > 1
    finally:
        await server.execute(f"DROP TYPE {kind}")
        await server.close()
