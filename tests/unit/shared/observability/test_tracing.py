import time

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.observability.tracing import (
    add_span,
    configure_tracing,
    new_traceparent,
    recording,
    shutdown_tracing,
    span,
    valid,
)

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def exporter():
    spans = InMemorySpanExporter()
    configure_tracing("contract", None, exporter=spans)
    yield spans
    shutdown_tracing()


def test_without_a_collector_the_callers_trace_is_handed_on_unchanged():
    configure_tracing("contract", None)
    with span("sign", PARENT) as handed:
        assert handed == PARENT
    assert not recording()


@pytest.mark.parametrize("parent", ["", "nonsense", "00-" + "0" * 32 + "-b7ad6b7169203331-01", PARENT.upper()])
def test_without_a_usable_parent_a_trace_begins(parent):
    with span("sign", parent) as handed:
        assert valid(handed)
        assert handed != parent


def test_every_new_trace_is_another():
    assert valid(new_traceparent())
    assert new_traceparent() != new_traceparent()


def test_steps_of_two_processes_hang_in_one_trace(exporter):
    started = time.time_ns()
    with span("POST /v1/contracts", kind="server") as handed:
        pass
    add_span("contract.events publish", handed, started, kind="producer", events=1)
    with span("contract.signed.v1 process", handed, kind="consumer"):
        pass
    spans = exporter.get_finished_spans()
    assert [one.name for one in spans] == [
        "POST /v1/contracts",
        "contract.events publish",
        "contract.signed.v1 process",
    ]
    assert len({one.context.trace_id for one in spans}) == 1
    assert {one.parent.span_id for one in spans[1:]} == {spans[0].context.span_id}


def test_a_failed_step_names_the_error_but_not_its_message(exporter):
    with pytest.raises(ValueError, match="refused"), span("import", PARENT):
        raise ValueError("li.wei@example.cn refused")
    (failed,) = exporter.get_finished_spans()
    assert failed.status.description == "ValueError"
    assert not failed.events
