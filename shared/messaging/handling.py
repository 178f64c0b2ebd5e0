"""One handler run for one event, live or from the parking: same circumstances, same trace, same
correlation in the log.
"""

from typing import Any

from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging.consumer import Handler, Received
from shared.messaging.envelope import Envelope
from shared.observability import tracing
from shared.observability.logs import correlated


async def handle(work: Work, store: Store, envelope: Envelope, handler: Handler, received: Received[Any]) -> None:
    """Runs the handler within `work` and flushes what it recorded.

    The service acts by itself, caused by the event, in the event's unit and chain; the work's context says so.
    """
    named = f"{envelope.type} process"
    with correlated(envelope.correlation), tracing.span(named, envelope.traceparent, "consumer") as trace:
        work.context = store.system_context(
            correlation=envelope.correlation, causation=envelope.id, trace=trace, unit=envelope.unit
        )
        await handler.handle(work, received)
        await work.flush()
