"""Every command appends document, ledger, master contract: whoever takes them in one order never waits in a circle."""

from typing import Final

from shared.testing.serving import Serving

STEPS: Final = {"ledger": 1, "master": 2}
"""After every document; an append holds its stream at its version until the commit."""
RECORD_BY_RECORD: Final = {"collected", "collector_batch", "import"}
"""Works that book many documents, each with its ledger: the database breaks a circle with them, and they try again."""

WORKS: Final = """
SELECT array_agg(stream_id ORDER BY at) AS streams, array_agg(first ORDER BY at) AS versions FROM (
    SELECT xmin::text AS work, meta ->> 'correlation' AS command, stream_id,
           min(position) AS at, min(version) AS first
    FROM events GROUP BY 1, 2, 3) AS s
GROUP BY work, command HAVING count(*) > 1
"""


def out_of_order(streams: list[str], versions: list[int]) -> bool:
    """Whether a work that appended to these streams, in this order and from these versions on, took one before another
    that comes first. A stream that begins is held by nobody else.
    """
    kinds = [stream.partition("-")[0] for stream in streams]
    if RECORD_BY_RECORD & set(kinds):
        return False
    steps = [STEPS.get(kind, 0) for kind, version in zip(kinds, versions, strict=True) if version > 1]
    if steps.count(STEPS["ledger"]) > 1:
        # A bill passed on pays on a purchase with what a sale brought in: the purchase's ledger and master come first.
        steps = [min(step, STEPS["ledger"]) for step in steps]
    return steps != sorted(steps)


async def taken_out_of_order(serving: Serving) -> list[list[str]]:
    """The works of this service that were."""
    rows = await serving.running.store.database.pool("system").fetch(WORKS)
    return [row["streams"] for row in rows if out_of_order(row["streams"], row["versions"])]
