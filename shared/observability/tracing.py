"""Traces: a W3C traceparent travels with every command and event; spans are recorded only where a collector is set."""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final, Literal

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

Kind = Literal["internal", "server", "client", "producer", "consumer"]

_KINDS: Final[dict[Kind, SpanKind]] = {
    "internal": SpanKind.INTERNAL,
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
}
_FORM: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\Z")
_PROPAGATOR: Final = TraceContextTextMapPropagator()


class _Recording:
    """What is set while a collector is: the tracer, and the provider that must be shut down."""

    tracer: trace.Tracer | None = None
    provider: "TracerProvider | None" = None


def valid(traceparent: str) -> bool:
    """Whether the text is a traceparent of version 00 (W3C Trace Context 3.2)."""
    return _FORM.match(traceparent) is not None


def new_traceparent() -> str:
    """A fresh trace that nobody records, so that events of one command share a trace id all the same."""
    drawn = secrets.token_hex(24)
    return f"00-{drawn[:32]}-{drawn[32:]}-00"


def configure_tracing(service: str, endpoint: str | None, *, exporter: "SpanExporter | None" = None) -> None:
    """Records spans and sends them in batches to an OTLP/HTTP collector; without `endpoint` nothing is recorded.

    `exporter` takes the place of the collector, in tests.
    """
    shutdown_tracing()
    if endpoint is None and exporter is None:
        return
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

    resource = Resource.create({"service.name": f"pactline-{service}"})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    if exporter is not None:
        provider.add_span_processor(SimpleSpanProcessor(exporter))
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        address = f"{str(endpoint).rstrip('/')}/v1/traces"
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address, timeout=5)))
    _Recording.provider, _Recording.tracer = provider, provider.get_tracer("pactline")


def shutdown_tracing() -> None:
    """Sends what is still held and stops recording."""
    provider = _Recording.provider
    _Recording.provider = _Recording.tracer = None
    if provider is not None:
        provider.shutdown()


def recording() -> bool:
    """Whether spans are recorded at all."""
    return _Recording.tracer is not None


def span(name: str, parent: str = "", kind: Kind = "internal", **attributes: Any) -> AbstractContextManager[str]:
    """A step of the trace that `parent` (a traceparent) belongs to; a new trace when it is empty or malformed.

    Gives the traceparent to hand on. While nothing is recorded it costs no more than a look at a flag.
    """
    tracer = _Recording.tracer
    if tracer is None:
        return nullcontext(parent if parent and valid(parent) else new_traceparent())
    return _recorded(tracer, name, parent, kind, attributes)


@contextmanager
def _recorded(tracer: trace.Tracer, name: str, parent: str, kind: Kind, attributes: dict[str, Any]) -> Iterator[str]:
    above = _PROPAGATOR.extract({"traceparent": parent}) if parent else None
    with tracer.start_as_current_span(
        name, above, kind=_KINDS[kind], attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield _traceparent(current)
        except BaseException as error:
            # The message of an error may carry what a log would mask, so only its class is told.
            current.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def add_span(name: str, parent: str, started: int, kind: Kind = "internal", **attributes: Any) -> None:
    """A step that began at `started` (nanoseconds of `time.time_ns()`) and ends now, below `parent`."""
    tracer = _Recording.tracer
    if tracer is None or not parent:
        return
    above = _PROPAGATOR.extract({"traceparent": parent})
    tracer.start_span(name, above, kind=_KINDS[kind], attributes=attributes, start_time=started).end(time.time_ns())


def _traceparent(current: trace.Span) -> str:
    context = current.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
