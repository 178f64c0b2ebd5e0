"""Row 8: how many customers a second one service registers over HTTP while 99 of 100 wait under 50 ms."""

from __future__ import annotations

from statistics import median
from typing import Final

from bench.http_load import NUMBER, Answered, Load, loaded, request
from bench.measure import Given, Outcome, Taken
from bench.served import process, services

SLOWEST: Final = 50.0
"""Milliseconds that the 99th of 100 may take."""
CONNECTIONS: Final = (4, 8, 16, 32)
SECONDS: Final = 4.0
BODY: Final = (
    f'{{"kind":"organisation","name":"南京桥梁工程 {NUMBER.decode()} 有限公司","roles":["customer"],"region":"江苏",'
    f'"industry":"construction","source":"crm","source_id":"{NUMBER.decode()}"}}'
).encode()


async def by_http(given: Given) -> Outcome:
    async with services(given, ["customer"]) as served:
        headers = await served.caller("customer", ["customer.archive.*"])
        ours = request("POST", "/v1/customers", {**headers, "Idempotency-Key": f"bench-{NUMBER.decode()}"}, BODY)
        theirs = request("POST", "/v1/customers", headers, BODY)
        async with process("bare", "bench.bare_app:create_app", given.folder, served.settings) as bare:
            await _answered(served.ports["customer"], ours, CONNECTIONS[0], given)  # the first name loads the spellings
            best = await _best(served.ports["customer"], ours, given)
            best_bare = await _best(bare, theirs, given)
            taken, reference = [], []
            for _ in range(given.rounds):
                taken.append(await _answered(served.ports["customer"], ours, best, given))
                reference.append(await _answered(bare, theirs, best_bare, given))
    middle = sorted(taken, key=lambda one: one.rate)[len(taken) // 2]
    detail = {
        "connections": [best, best_bare], "rounds": [one.rate for one in taken],
        "reference_rounds": [one.rate for one in reference], "milliseconds": middle.milliseconds,
        "reference_milliseconds": sorted(reference, key=lambda one: one.rate)[len(reference) // 2].milliseconds,
    }  # fmt: skip
    value, bare_value = (median(one.rate for one in each) for each in (taken, reference))
    return Outcome({"8": Taken(value, bare_value, detail, middle.p99 < SLOWEST)})


class _Numbers:
    """No customer is sent twice."""

    next = 0


async def _best(port: int, text: str, given: Given) -> int:
    """The number of connections that gives most while the 99th of 100 is quick enough."""
    rates: dict[int, float] = {}
    for connections in CONNECTIONS[:1] if given.short else CONNECTIONS:
        found = await _answered(port, text, connections, given)
        if found.p99 < SLOWEST or not rates:
            rates[connections] = found.rate
    return max(rates, key=lambda connections: rates[connections])


async def _answered(port: int, text: str, connections: int, given: Given) -> Answered:
    seconds = 0.5 if given.short else SECONDS
    found = await loaded(Load(port, [text], connections, seconds, first=_Numbers.next))
    _Numbers.next += found.sent + connections
    if set(found.statuses) != {"201"}:
        raise RuntimeError(f"not registered: {found.statuses}")
    return found
