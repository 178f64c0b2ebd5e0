from dataclasses import replace

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.contextvars import get_contextvars

from shared.eventstore.work import Work
from shared.messaging.consumer import Received
from shared.observability.tracing import configure_tracing, shutdown_tracing, span

from .sample import TILL, Book, SumNoted, SumSeen, Till, booking_consumer, key, until


@pytest.fixture
def exporter():
    spans = InMemorySpanExporter()
    configure_tracing("till", None, exporter=spans)
    yield spans
    shutdown_tracing()


async def note(till: Till, one: str) -> str:
    """What a request does: a span, and its traceparent in the context of the work."""
    with span("POST /v1/sums", kind="server") as trace:
        context = replace(till.store.system_context(), trace=trace, correlation="r-1")
        async with till.store.begin(context) as work:
            work.record(await work.load(TILL, one), [SumNoted(amount=1)])
    return trace


async def caused(book: Book) -> dict[str, str]:
    await until(book.effects)
    return await book.store.database.pool("system").fetchval("SELECT meta FROM events")


async def test_request_relay_and_consumer_are_one_trace(till: Till, book: Book, exporter):
    trace = await note(till, key())
    async with till.relaying(), book.consuming():
        meta = await caused(book)
        await until(lambda: len(exporter.get_finished_spans()) == 5)
    spans = {one.name: one for one in exporter.get_finished_spans()}
    assert set(spans) == {"POST /v1/sums", "store append", "till.sum_noted.v1 publish", "till.sum_noted.v1 process"}
    assert {f"{one.context.trace_id:032x}" for one in spans.values()} == {trace.split("-")[1]}
    assert meta["trace"].split("-")[1] == trace.split("-")[1]
    assert meta["trace"].split("-")[2] == f"{spans['till.sum_noted.v1 process'].context.span_id:016x}"


async def test_the_trace_and_the_correlation_are_carried_where_nothing_is_recorded(till: Till, book: Book):
    trace = await note(till, key())
    consumer, logged = booking_consumer(), []
    declared = consumer.handlers["till", "till.sum_noted.v1"]

    async def noting(work: Work, record: Received[SumSeen]) -> None:
        logged.append(get_contextvars()["correlation"])
        await declared.handle(work, record)

    consumer.handlers["till", "till.sum_noted.v1"] = replace(declared, handle=noting)
    async with till.relaying(), book.consuming(consumer):
        meta = await caused(book)
    assert (meta["trace"], meta["correlation"], logged) == (trace, "r-1", ["r-1"])
