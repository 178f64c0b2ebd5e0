"""A collector of traces in this process: it takes OTLP/HTTP with protobuf, as every collector does (OTLP 1.x, 4.2)."""

import contextlib
import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Span:
    service: str
    name: str
    id: str
    parent: str
    trace: str
    kind: int
    began: int
    ended: int


@dataclass
class Collector:
    address: str = ""
    spans: list[Span] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def of(self, trace: str) -> dict[str, Span]:
        """The spans of one trace by their ids."""
        return {one.id: one for one in self.spans if one.trace == trace}

    def take(self, content: bytes) -> None:
        for group in ExportTraceServiceRequest.FromString(content).resource_spans:
            named = {one.key: one.value.string_value for one in group.resource.attributes}
            for scope in group.scope_spans:
                for span in scope.spans:
                    self.spans.append(
                        Span(
                            named["service.name"],
                            span.name,
                            span.span_id.hex(),
                            span.parent_span_id.hex(),
                            span.trace_id.hex(),
                            span.kind,
                            span.start_time_unix_nano,
                            span.end_time_unix_nano,
                        )
                    )


@contextlib.contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            fits = self.path == "/v1/traces" and self.headers["Content-Type"] == "application/x-protobuf"
            if fits:
                collector.take(content)
            else:
                collector.refused.append(f"{self.path} {self.headers['Content-Type']}")
            self.send_response(200 if fits else 404)
            self.send_header("Content-Type", "application/x-protobuf")
            self.end_headers()
            self.wfile.write(ExportTraceServiceResponse().SerializeToString())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    collector.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
