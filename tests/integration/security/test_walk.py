import asyncio
import json
import time
from typing import Any

import pytest

from services.portal.pages.frame.route import PageRoute
from shared.security.jws import SigningKey, encode
from shared.security.sealing import new_key
from shared.security.tokens import TokenIssuer
from shared.testing.serving import ISSUER, KEY, Serve, Serving
from shared.values.ids import new_id

from . import streams, test_streams, walking
from .walking import NOWHERE, OWNER_UNIT, SOMETHING, STRANGER_UNIT

OPEN = {
    "GET /v1/permissions",
    "GET /v1/platform/status",
    "GET /v1/setup",
    "POST /v1/setup",
    "POST /v1/sessions",
    "POST /v1/sign-outs",
    "POST /v1/tokens",
    "POST /v1/second-factors",
    "POST /v1/second-factors/confirmation",
    "POST /v1/second-factors/removal",
    "POST /v1/invitation/opening",
    "POST /v1/invitation/document",
    "POST /v1/invitation/signature",
    "POST /v1/invitation/declination",
}
"""The only operations that ask for no token. Another one has to be added here, and looked at."""


LIVE = {"GET /v1/inbox/stream"}
"""Answers that never end."""

UNSEEN = {"/livez", "/readyz", "/metrics", "/openapi.json"}
"""What no OpenAPI document tells of: nothing there is anybody's."""

PUBLISHED = {"/status", "/static/{name:path}", "/.well-known/jwks.json", "/asyncapi.json"}
"""What is meant for everybody. Pages have a walk of their own."""

SECONDS = 10
LISTENED = 2
"""Seconds: longer than a live answer takes for what it begins with."""
HEADQUARTERS = "00000000-89ab-7def-8123-456789abcdef"

FOUND = {200, 201, 202, 204, 403, 409, 412, 422}
"""What a command answers that has found what it was sent to, whatever it then thinks of it."""


def unsigned(audience: str) -> str:
    claims = {"iss": ISSUER, "sub": "anna", "aud": audience, "sid": "", "exp": int(time.time()) + 300}
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(encode(json.dumps(part).encode()) for part in parts) + "."


def confused(audience: str) -> str:
    """Signed as if the public key were a shared secret."""
    token = unsigned(audience).rstrip(".").partition(".")[2]
    header = encode(json.dumps({"alg": "HS256", "kid": KEY.id}).encode())
    return f"{header}.{token}.{encode(KEY.jwk['x'].encode())}"


def tokens(audience: str) -> dict[str, str | None]:
    """What a request may come with instead of a token that counts."""
    ours = TokenIssuer(KEY, ISSUER)
    good = ours.token("anna", audience)
    signature = "A" * 86
    return {
        "nothing": None,
        "another scheme": "Basic YW5uYTphbm5h",
        "no token": "Bearer ",
        "nonsense": "Bearer x.y.z",
        "a forged signature": f"Bearer {good.rpartition('.')[0]}.{signature}",
        "another key": f"Bearer {TokenIssuer(SigningKey(new_key()), ISSUER).token('anna', audience)}",
        "another issuer": f"Bearer {TokenIssuer(KEY, 'http://evil.test').token('anna', audience)}",
        "another audience": f"Bearer {ours.token('anna', 'somewhere')}",
        "a token that is over": f"Bearer {ours.token('anna', audience, lifetime=-60)}",
        "algorithm none": f"Bearer {unsigned(audience)}",
        "a confused algorithm": f"Bearer {confused(audience)}",
    }


@pytest.fixture(params=walking.services())
async def serving(request: pytest.FixtureRequest, serve: Serve) -> Serving:
    started = await serve(walking.declared(request.param))
    await started.ready()
    await started.unit(HEADQUARTERS, None, "headquarters")
    await started.unit(OWNER_UNIT, HEADQUARTERS)
    await started.unit(STRANGER_UNIT, HEADQUARTERS)
    return started


async def test_nobody_gets_through_without_a_token_that_counts(serving: Serving):
    await serving.grant("anna", ["*"], OWNER_UNIT)
    client = serving.client()
    passed = []
    for operation in walking.operations(serving.app.openapi()):
        if operation.permission is None:
            assert operation.name in OPEN, f"{operation.name} is open to everybody"
            continue
        for name, header in tokens(serving.running.name).items():
            headers = {} if header is None else {"Authorization": header}
            answer = await client.request(operation.method, operation.address, headers=headers)
            if answer.status_code != 401:
                passed.append((operation.name, name, answer.status_code))
    assert passed == []


async def test_a_right_nobody_granted_opens_nothing(serving: Serving):
    colleague = await serving.caller("colleague", ["somewhere.else.read"], OWNER_UNIT)
    for operation in walking.operations(serving.app.openapi()):
        if operation.permission is not None:
            answer = await colleague.request(operation.method, operation.address)
            assert answer.status_code == 403, operation.name


async def test_a_leaver_gets_nowhere(serving: Serving):
    gone = await serving.caller("gone", ["*"], OWNER_UNIT)
    async with serving.running.store.database.pool("system").acquire() as conn:
        await conn.execute("UPDATE members SET active = false; UPDATE access_epoch SET epoch = epoch + 1")
    await serving.running.grants.refresh()
    for operation in walking.operations(serving.app.openapi()):
        if operation.permission is not None:
            answer = await gone.request(operation.method, operation.address)
            assert answer.status_code == 401, operation.name


async def test_somebody_of_another_unit_finds_nothing_of_this_one(serving: Serving):
    taken = await walking.fill(serving, OWNER_UNIT)
    assert all(taken.values()), taken
    stranger = await serving.caller("stranger", ["*"], STRANGER_UNIT)
    document = serving.app.openapi()
    endless: list[str] = []
    for operation in walking.operations(document):
        if operation.permission is None:
            continue
        body = None if operation.body is None else walking.example(operation.body, document)
        try:
            async with asyncio.timeout(LISTENED if operation.name in LIVE else SECONDS):
                answer = await stranger.request(
                    operation.method,
                    operation.address,
                    json=body,
                    params=operation.needed(document),
                    headers={"If-Match": '"1"'},
                )
        except TimeoutError:
            endless.append(operation.name)
            continue
        where = f"{operation.name}: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500, where
        assert OWNER_UNIT not in answer.text, where
        if operation.method == "GET" and not operation.names_a_thing and answer.status_code == 200:
            assert walking.SOMETHING not in answer.text, where
        if operation.names_a_thing and operation.method != "GET":
            assert answer.status_code >= 400, where
    assert set(endless) <= LIVE


DEEPER = {
    "POST /v1/parked/{number}/retry": "messages have numbers, and belong to nobody less than the whole organisation",
    "POST /v1/parked/{number}/drop": "the same",
    "POST /v1/backups/{backup_id}/restoration": "a back-up is files, and belongs to nobody less either",
    "POST /v1/customers/{customer_id}/credit-assessments": "customers are streams of another service",
    "POST /v1/uploads/{upload_id}/imports": "a file that waits is no stream",
    "POST /v1/staff-imports/{import_id}/runs": "the same",
    "POST /v1/imports/{import_id}/start": "an import of contracts is no stream",
    "POST /v1/api-tokens/{token_id}/revocation": "a token is a row with its secret; no stream is kept under its id",
    "POST /v1/access-requests/{request_id}/withdrawal": "nobody takes back what another asked for",
    "POST /v1/contracts/{contract_id}/holds/{hold_id}/release": "a hold is a part of its contract, which has none",
    "POST /v1/contracts/{contract_id}/arrears/disputes/{dispute_id}/resolution": "the same, of disputes",
    "POST /v1/contracts/{contract_id}/arrears/confirmations/{confirmation_id}/answer": "the same, of confirmations",
    "POST /v1/contracts/{contract_id}/account-team/leaving": "nobody is in the team, which is told in the same words",
    "PUT /v1/collectors/{collector_id}": "a collector's id is made of its source, which the kept one's is not",
    "POST /v1/receipts/{payment_id}/allocations": "the ledger has no such invoice, which is told in the same words",
}
"""Commands that don't find in their own unit either what the kept streams can't be made to hold."""


EVERYBODYS = {
    "/v1/clauses/": "standard clauses, published for all units",
    "/v1/legal-entities/": "what stands in a public register, with the unit that looks after it",
    "/v1/parties/": "how a supplier is graded, which everybody who orders goes by",
    "/v1/products/": "told once for the whole installation",
    "/v1/quality-plans/": "reused by grade and specification, whoever wrote them",
    "/v1/role-groups/": "which roles there are",
    "/v1/templates/": "published for all units",
    "/v1/types/": "what may be drafted is the same for all units",
}
"""What is read across units, besides streams that say so themselves. Another one is added here, and looked at."""

FOLDED_FROM_TOPICS = {"scoring"}
"""Services of which few reads rest on their own streams."""


@pytest.mark.parametrize("name", walking.services())
async def test_reads_and_commands_find_no_stream_of_another_unit_and_find_it_in_their_own(serve: Serve, name: str):
    serving = await serve(walking.declared(name), topic_prefix=f"walk-{new_id()}-")
    await serving.ready()
    for unit in (HEADQUARTERS, OWNER_UNIT, STRANGER_UNIT):
        await serving.unit(unit, None if unit == HEADQUARTERS else HEADQUARTERS)
    await streams.record_streams(serving, OWNER_UNIT, HEADQUARTERS)
    document = serving.app.openapi()
    named = [one for one in walking.operations(document) if one.names_a_thing and one.permission is not None]
    reads, commands = ([one for one in named if (one.method == "GET") is read] for read in (True, False))
    told: dict[str, dict[str, int]] = {"stranger": {}, "owner": {}}
    for subject, unit in (("stranger", STRANGER_UNIT), ("owner", OWNER_UNIT)):
        person = new_id()
        caller = await serving.caller(person, ["*"], unit)
        for read in reads:
            there, nowhere = [await asked(caller, read, document, one) for one in (SOMETHING, NOWHERE)]
            # What is told of a thing is no secret where as much is told of nothing.
            told[subject][read.name] = 404 if there == nowhere else there[0]
        for command in commands:
            body = streams.body_of(command, document, unit, person)
            told[subject][command.name] = await commanded(caller, command, body)
    everywhere = {kind for kind, shown in test_streams.declared(name).items() if shown.everywhere}
    common = (*EVERYBODYS, *(f"/v1/streams/{kind}-" for kind in everywhere))
    found = {where: status for where, status in told["stranger"].items() if status != 404}
    assert {where: status for where, status in found.items() if not where.removeprefix("GET ").startswith(common)} == {}
    missed = {where: status for where, status in told["owner"].items() if status not in FOUND}
    assert missed.keys() - DEEPER.keys() <= {one.name for one in reads}, missed
    # The control: most of what is read is there, so that a stranger who finds it would be seen.
    assert 2 * len(missed.keys() - DEEPER.keys()) <= len(reads) or name in FOLDED_FROM_TOPICS, missed


async def commanded(caller: Any, command: walking.Operation, body: Any) -> int:
    """The status a command is answered with, which comes again when it is told to, as every client has to."""
    for _ in range(3):
        answer = await caller.request(command.method, command.address, json=body, headers={"If-Match": '"1"'})
        if answer.status_code != 503:
            break
        await asyncio.sleep(float(answer.headers["Retry-After"]))
    return int(answer.status_code)


async def asked(caller: Any, read: walking.Operation, document: dict[str, Any], thing: str) -> tuple[int, str]:
    """What a read answers of a thing, without the thing's id."""
    address = read.address.replace(SOMETHING, thing)
    answer = await caller.get(address, params=read.needed(document))
    return answer.status_code, answer.text.replace(thing, "")


async def test_row_level_security_stands_behind_every_predicate(serving: Serving):
    """All is counted as of one moment: the service folds meanwhile what other tests of this process have published."""
    taken = await walking.fill(serving, OWNER_UNIT)
    pool = serving.running.store.database.pool
    async with pool("system").acquire() as system, system.transaction(isolation="repeatable_read"):
        moment = await system.fetchval("SELECT pg_export_snapshot()")
        for scopes, expected in ((STRANGER_UNIT, 0), ("", 0), (OWNER_UNIT, 1), ("*", None)):
            async with pool("app").acquire() as app, app.transaction(isolation="repeatable_read"):
                await app.execute(f"SET TRANSACTION SNAPSHOT '{moment}'")
                await app.execute("SELECT set_config('app.scopes', $1, true)", scopes)
                for table in taken:
                    # The journal has lines of the service itself, which belong to no unit: all may see them.
                    count = f"SELECT count(*) FROM {table}"
                    seen = await system.fetchval(count) if expected is None else expected
                    assert await app.fetchval(count) == seen, (table, scopes)


async def test_every_table_that_knows_a_unit_is_under_row_level_security(serving: Serving):
    rows = await serving.running.store.database.pool("system").fetch(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'unit_id'"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity"
    )
    assert {row["relname"] for row in rows} <= walking.FOR_THE_WHOLE_INSTALLATION.keys()


async def test_no_endpoint_hides_from_this_walk(serving: Serving):
    walked = {(operation.method, operation.path) for operation in walking.operations(serving.app.openapi())}
    hidden = {
        (method, route.path)
        for route in serving.app.routes
        for method in getattr(route, "methods", None) or {"MOUNTED"}
        if method not in {"HEAD", "OPTIONS"} and route.path not in UNSEEN and not isinstance(route, PageRoute)
    } - walked
    assert hidden <= {("GET", path) for path in PUBLISHED}, hidden
