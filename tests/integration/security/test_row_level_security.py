"""The second lock alone: the predicate of every query is taken away, and nothing of another unit gets through.

The predicate asks `visible_units()` by its name, the policies of row-level security hold the function itself. So a
schema that comes first in the app role's search path, with a `visible_units()` that gives every unit, removes the
predicate from every query of every endpoint at once, those of tomorrow included, and from nothing else.
"""

import asyncpg
import pytest

from shared.eventstore.database import role_name
from shared.security.visibility import admit
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id
from tests.integration.security import streams, walking
from tests.integration.security.walking import OWNER_UNIT, SOMETHING, STRANGER_UNIT

HEADQUARTERS = "00000000-89ab-7def-8123-456789abcdef"
LIVE = {"GET /v1/inbox/stream"}
"""Answers that never end."""

ABOVE = {"GET /v1/calendars": "which units have one of their own; the units below read it all the same"}
"""Lists of what `walking.FOR_THE_WHOLE_INSTALLATION` says is read across units, which their predicate makes shorter."""

SEARCHES = {"customer": {"find_organisations"}, "contract": {"find_contracts", "find_attachments", "find_standards"}}
SHOWING = "events_in_sight"
"""Functions that read past row-level security and carry the rule themselves. Another one has to be added here, and
tried below.
"""

TRIGGERS = {"await_seal", "await_journal_seal"}
"""Functions of triggers with the owner's rights: nobody calls them, and they answer nothing."""

EVERY_RELATION = """
SELECT n.nspname || '.' || c.relname AS name, c.relname, c.relkind::text AS kind, c.relrowsecurity AS locked,
       c.relforcerowsecurity AS forced, coalesce('security_invoker=true' = ANY (c.reloptions), false) AS invoker
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN ('unit_id', 'unit')
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""


def remove_predicate(service: str, postgres_url: str):
    async def prepare(database: str) -> None:
        conn = await asyncpg.connect(postgres_url, database=database)
        try:
            await conn.execute(
                "CREATE SCHEMA everything;"
                "CREATE FUNCTION everything.visible_units() RETURNS SETOF text LANGUAGE sql STABLE AS"
                " 'SELECT unit_id FROM public.units';"
                "GRANT USAGE ON SCHEMA everything TO PUBLIC;"
                f'ALTER ROLE {role_name(service, "app")} IN DATABASE "{database}" SET search_path = everything, public'
            )
        finally:
            await conn.close()

    return prepare


@pytest.fixture(params=walking.services())
async def bare(request: pytest.FixtureRequest, serve: Serve, postgres_url: str) -> Serving:
    """A service without its predicates."""
    name = request.param
    serving = await serve(
        walking.declared(name),
        prepare=remove_predicate(name, postgres_url),
        rate_per_second=0,
        topic_prefix=f"bare-{new_id()}-",  # nobody else hears of what is told here
    )
    await serving.ready()
    await serving.unit(HEADQUARTERS, None, "headquarters")
    await serving.unit(OWNER_UNIT, HEADQUARTERS)
    await serving.unit(STRANGER_UNIT, HEADQUARTERS)
    await streams.record_streams(serving, OWNER_UNIT, HEADQUARTERS)
    await walking.fill(serving, OWNER_UNIT)
    return serving


@pytest.fixture
async def bare_contract(serve: Serve, postgres_url: str) -> Serving:
    """The contract service without its predicates, and somebody who takes part in its contract."""
    without = remove_predicate("contract", postgres_url)
    serving = await serve(walking.declared("contract"), prepare=without, topic_prefix=f"bare-{new_id()}-")
    for unit in (HEADQUARTERS, OWNER_UNIT, STRANGER_UNIT):
        await serving.unit(unit, None if unit == HEADQUARTERS else HEADQUARTERS)
    await streams.record_streams(serving, OWNER_UNIT, HEADQUARTERS)
    async with serving.running.begin() as work:
        await work.execute(admit(f"contract-{SOMETHING}", "approver"))
    return serving


async def seen_by_a_stranger(serving: Serving) -> list[str]:
    """The reads in which somebody of another unit meets something of the owner's; a fault is a sight, too: the row
    that was put there is no sensible one.
    """
    stranger = await serving.caller("stranger", ["*"], STRANGER_UNIT)
    document = serving.app.openapi()
    seen = []
    for operation in walking.operations(document):
        if operation.method != "GET" or operation.permission is None or operation.name in LIVE | ABOVE.keys():
            continue
        answer = await stranger.get(operation.address, params=operation.needed(document))
        named = walking.SOMETHING in answer.text and not operation.names_a_thing
        if OWNER_UNIT in answer.text or named or answer.status_code >= 500:
            seen.append(f"{operation.name}: {answer.status_code} {answer.text[:200]}")
    return seen


async def test_with_every_predicate_removed_nothing_of_another_unit_gets_through(bare: Serving, postgres_url: str):
    async with bare.running.store.database.pool("app").acquire() as conn:
        assert await conn.fetchval("SELECT count(*) FROM visible_units()") == await conn.fetchval(
            "SELECT count(*) FROM units"
        )
    by_the_lock = await seen_by_a_stranger(bare)
    await change(bare, postgres_url, "ALTER SCHEMA everything RENAME TO nothing")
    # With the first lock as well: what is everybody's, like classes of assets and templates.
    assert by_the_lock == await seen_by_a_stranger(bare)
    await change(bare, postgres_url, "ALTER SCHEMA nothing RENAME TO everything")
    await unlock(bare, postgres_url)
    # The control: without the second lock the same requests show what is not theirs, so the first one was away.
    assert set(await seen_by_a_stranger(bare)) > set(by_the_lock)


async def change(serving: Serving, postgres_url: str, statement: str) -> list[asyncpg.Record]:
    conn = await asyncpg.connect(postgres_url, database=serving.running.store.database.name)
    try:
        found: list[asyncpg.Record] = await conn.fetch(statement)
        return found
    finally:
        await conn.close()


async def unlock(serving: Serving, postgres_url: str) -> None:
    for row in await change(serving, postgres_url, EVERY_RELATION):
        if row["locked"]:
            await change(serving, postgres_url, f"ALTER TABLE {row['name']} DISABLE ROW LEVEL SECURITY")


async def test_every_relation_of_every_schema_that_knows_a_unit_is_locked(bare: Serving):
    """Tables of scoring's generations and views over them as well; a materialised view can't be locked at all."""
    rows = await bare.running.store.database.pool("system").fetch(EVERY_RELATION)
    open_ones = {
        row["name"]
        for row in rows
        if not (row["invoker"] if row["kind"] == "v" else row["locked"] and row["forced"])
        and row["relname"] not in walking.FOR_THE_WHOLE_INSTALLATION
    }
    assert open_ones == set()


async def test_whatever_reads_past_the_lock_is_known_and_pins_where_it_looks(bare: Serving):
    rows = await bare.running.store.database.pool("system").fetch(
        "SELECT proname, prorettype::regtype::text AS gives, coalesce(proconfig, '{}') AS settings FROM pg_proc"
        " WHERE prosecdef AND pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
    )
    assert {row["proname"] for row in rows if row["gives"] != "trigger"} == {
        SHOWING,
        *SEARCHES.get(bare.running.name, ()),
    }
    assert {row["proname"] for row in rows if row["gives"] == "trigger"} <= TRIGGERS
    assert [row["proname"] for row in rows if not any(one.startswith("search_path=") for one in row["settings"])] == []


@pytest.mark.parametrize(("scopes", "found"), [(STRANGER_UNIT, 0), ("", 0), (OWNER_UNIT, 1), (HEADQUARTERS, 1)])
async def test_the_search_for_organisations_finds_only_what_its_caller_may_see(serve: Serve, scopes: str, found: int):
    # What is registered here is no customer of the tests that come after.
    serving = await serve(walking.declared("customer"), topic_prefix=f"t{new_id()[-8:]}-")
    for unit, above in ((HEADQUARTERS, None), (OWNER_UNIT, HEADQUARTERS), (STRANGER_UNIT, HEADQUARTERS)):
        await serving.unit(unit, above)
    owner = await serving.caller("owner", ["customer.*"], OWNER_UNIT)
    made = await owner.post("/v1/customers", json={"kind": "organisation", "name": "Granite Harbour Cables"})
    assert made.status_code == 201, made.text
    async with serving.running.store.database.pool("app").acquire() as conn:
        for wanted in ("granite harbour", "granit harbor"):
            async with conn.transaction():
                await conn.execute("SELECT set_config('app.scopes', $1, true)", scopes)
                assert await conn.fetchval("SELECT count(*) FROM find_organisations($1, 10)", wanted) == found


@pytest.mark.parametrize(
    ("scopes", "person", "found"),
    [
        (STRANGER_UNIT, "nobody", (0, 0, 0, 1)),
        ("", "nobody", (0, 0, 0, 1)),
        ("", "approver", (1, 2, 0, 1)),
        (OWNER_UNIT, "nobody", (1, 2, 1, 1)),
        (HEADQUARTERS, "nobody", (1, 2, 1, 1)),
    ],
)
async def test_the_events_of_a_stream_are_only_those_that_their_reader_may_see(
    bare_contract: Serving, scopes: str, person: str, found: tuple[int, ...]
):
    """Of a contract, its ledger, a payment that says of no family, and of a type, which is the same for all units."""
    asked = [("contract", "contract"), ("ledger", "contract"), ("payment", ""), ("type", "")]
    seen = []
    async with bare_contract.running.store.database.pool("app").acquire() as conn, conn.transaction():
        await conn.execute(
            "SELECT set_config('app.scopes', $1, true), set_config('app.person', $2, true)", scopes, person
        )
        for kind, family in asked:
            named = (f"{kind}-{SOMETHING}", kind == "type", family)
            seen.append(await conn.fetchval("SELECT count(*) FROM events_in_sight($1, $2, $3, '{}')", *named))
    assert tuple(seen) == found
