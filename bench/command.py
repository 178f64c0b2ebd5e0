"""Row 1b: a whole command transaction (answer of an idempotency key, event, table, deadline) by 16 writers, beside the
same rows written by bare statements between BEGIN and COMMIT.
"""

import asyncio
import json
from dataclasses import replace
from typing import Final

import asyncpg
from starlette.responses import Response

from bench.append import INSERT, bare_row, by_writers
from bench.measure import Given, Outcome, rates
from bench.order import AMOUNT, DUE, ORDER, WRITERS, measured, opened, projection
from shared.eventstore.context import Context
from shared.eventstore.store import Store
from shared.testing.isolation import SECRET
from shared.values.ids import new_id
from shared.web.idempotency import Answers

COUNT: Final = 4000
UNIT: Final = "0190163d-8694-739b-aea5-966c26f8ad02"
CALLER: Final = "0190163d-8694-739b-aea5-966c26f8ad03"
ANSWER: Final = b'{"order_id":"0190163d-8694-739b-aea5-966c26f8ad04","version":1}'
HEADERS: Final = {"Pactline-Position": "order-0190163d-8694-739b-aea5-966c26f8ad04@1", "ETag": '"1"'}

ANSWERED: Final = "INSERT INTO idempotency (caller, key, fingerprint, answer) VALUES ($1, $2, $3, $4)"
PLACED: Final = (
    "INSERT INTO orders (order_id, unit_id, contract_id, amount, currency, version) VALUES ($1, $2, $3, $4, $5, $6)"
)
DUE_THEN: Final = "INSERT INTO deadlines (kind, subject, due_at, data, attempts) VALUES ($1, $2, $3, $4, 0)"


async def whole_command(given: Given) -> Outcome:
    count = 160 if given.short else COUNT
    async with opened(given, [projection]) as store:
        answers = Answers(SECRET)
        context = replace(store.system_context(unit=UNIT), actor=CALLER, scopes=(UNIT,))
        connections = [await asyncpg.connect(store.database.url("system")) for _ in range(WRITERS)]

        async def ours() -> None:
            await by_writers(count, lambda: command(store, answers, context))

        async def theirs() -> None:
            await asyncio.gather(*(bare(conn, count // WRITERS) for conn in connections))

        try:
            return Outcome({"1b": await rates(count, given.rounds, ours, theirs)})
        finally:
            for conn in connections:
                await conn.close()


async def command(store: Store, answers: Answers, context: Context) -> None:
    """What a POST does between its token and its answer."""
    key, order_id = new_id(), new_id()
    asked = answers.fingerprint(b"POST /v1/orders", ANSWER)
    async with store.begin(context, role="app") as work:
        if await answers.claim(work.transaction, CALLER, key, asked):
            return
        work.record(work.start(ORDER, order_id), [measured(order_id)])
        response = Response(ANSWER, status_code=201, headers=HEADERS, media_type="application/json")
        answers.keep(work, CALLER, key, asked, response)


async def bare(conn: "asyncpg.Connection[asyncpg.Record]", count: int) -> None:
    """The four rows, one statement each."""
    fingerprint, answer, data = bytes(16), bytes(240), json.dumps({})
    for _ in range(count):
        row = bare_row()
        order_id, contract_id = row[0].removeprefix("order-"), new_id()
        await conn.execute("BEGIN")
        await conn.execute(INSERT, *row)
        await conn.execute(ANSWERED, CALLER, new_id(), fingerprint, answer)
        await conn.execute(PLACED, order_id, UNIT, contract_id, AMOUNT.amount, AMOUNT.currency, 1)
        await conn.execute(DUE_THEN, "order.due", order_id, DUE, data)
        await conn.execute("COMMIT")
