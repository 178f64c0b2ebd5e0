"""Whether Kafka answers, and whether a service's topic has what it had: nobody else sees it while nothing is sent."""

import asyncio
from collections.abc import Callable
from logging import INFO, WARNING
from typing import Final

import structlog

from shared.messaging.audit.topic import Broker, BrokerAwayError, connected
from shared.messaging.closing import is_cancelled
from shared.observability.metrics import KAFKA_ANSWERS, TOPIC_WHOLE
from shared.settings import PlatformSettings

ANSWERED_WITHIN: Final = 5.0
LOOKED_EVERY: Final = 2.0
LOOKED_SOON: Final = 0.25
"""The pause while not all is well: a service that starts, or that Kafka comes back to, says so at once."""

log = structlog.get_logger()


class BrokerWatch:
    """Asks the broker itself, on connections of its own, where the service's topic ends.

    `answers` is false at the latest seven seconds after Kafka has stopped to. `whole` is false once the topic is not
    there or ends before where it ended: topics are kept without end, so somebody deleted it, or made it anew, or its
    broker lost records. A loss stays told until the service is started again, since readers have to be stopped to mend
    it. `published` says whether the relay of this process has ever published anything.
    """

    def __init__(self, settings: PlatformSettings, service: str, published: Callable[[], bool]) -> None:
        self.answers = False
        self.whole = False
        self._settings = settings
        self._service = service
        self._published = published
        self._ended_at = 0
        self._lost = False

    async def run(self) -> None:
        """Looks until cancelled."""
        while True:
            try:
                async with connected(self._settings) as broker:
                    await self._look_on(broker)
            except (Exception, asyncio.CancelledError) as error:
                if is_cancelled():
                    raise
                # Watching never ends by itself; it says so and begins again.
                self._note(answers=False, whole=self.whole, why=repr(error))
                await asyncio.sleep(LOOKED_SOON)

    async def _look_on(self, broker: Broker) -> None:
        while True:
            try:
                async with asyncio.timeout(ANSWERED_WITHIN):
                    await self._look(broker)
            except (BrokerAwayError, TimeoutError) as error:
                # Said before the connections are closed, which takes seconds while the broker stands still.
                self._note(answers=False, whole=self.whole, why=repr(error))
                raise
            await asyncio.sleep(LOOKED_EVERY if self.whole else LOOKED_SOON)

    async def _look(self, broker: Broker) -> None:
        least = max(self._ended_at, int(self._published()))
        ends = await broker.ends(self._service)
        total = sum(ends.values())
        self._lost = self._lost or total < least
        self._ended_at = max(total, self._ended_at)
        found = "it is not there" if not ends else f"it has {total} records of {least} at least"
        self._note(answers=True, whole=bool(ends) and not self._lost, why=found)

    def _note(self, *, answers: bool, whole: bool, why: str) -> None:
        if answers != self.answers:
            log.log(INFO if answers else WARNING, "kafka_answers" if answers else "kafka_silent", reason=why)
        if whole != self.whole and not whole:
            log.error("topic_lost", topic=self._service, reason=why)
        self.answers, self.whole = answers, whole
        KAFKA_ANSWERS.labels(self._service).set(answers)
        TOPIC_WHOLE.labels(self._service).set(whole)
