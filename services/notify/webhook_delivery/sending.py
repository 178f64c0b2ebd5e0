"""The senders of webhooks: one lane an endpoint, so that none waits for another one's endpoint."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import asyncpg
import structlog

from services.notify.settings import notify_settings
from services.notify.webhook.vault import Vault
from services.notify.webhook_delivery import queries
from services.notify.webhook_delivery.aggregate import NoteFailure, NoteTaken
from services.notify.webhook_delivery.handlers import drop_waiting, forget_bodies, note_result
from services.notify.webhook_delivery.posting import LONGEST_SECONDS, NotTaken, Post, Taken
from services.notify.webhook_delivery.queries import Ready
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging.transient import MAYBE_AWAY
from shared.observability.metrics import WEBHOOK_ATTEMPTS
from shared.values.errors import ConcurrencyError
from shared.web.running import Running

LANES: Final = 50
"""Endpoints that one instance sends to at once."""
AT_ONCE: Final = 4
"""Requests to one endpoint at once."""
BATCH: Final = 12
DROPPED_AT_ONCE: Final = 200
HOLD_SECONDS: Final = 2 * LONGEST_SECONDS * BATCH / AT_ONCE
"""Longer than a batch can take. A sender that dies leaves its endpoint to others after this."""
REST_SECONDS: Final = 2.0
"""How long an endpoint rests that took nothing of a batch, or whose batch ended by an error of ours; twice as long
after each batch in a row that does.
"""
LONGEST_REST: Final = 60.0
"""How long it rests at most: where it asks to be left alone, so many seconds no other delivery spends a try there."""
POLL_SECONDS: Final = 0.5
KEPT_DAYS: Final = 30
TIDY_SECONDS: Final = 3_600.0
RECORD_TRIES: Final = 5
"""How often a result, or that an endpoint is free, is recorded where the database is away: half a minute."""

log = structlog.get_logger()


@dataclass
class Sender:
    """Runs beside the service. Several may run: each endpoint is held by one at a time.

    The intent was committed long before; then the request, then its result is committed. Who dies, or is cancelled, in
    between leaves the delivery due, and it is sent again under the same `webhook-id`.
    """

    store: Store
    vault: Vault
    post: Post
    _lanes: dict[str, asyncio.Task[None]] = field(default_factory=dict, init=False)
    _rests: dict[str, float] = field(default_factory=dict, init=False)

    async def run(self) -> None:
        """Sends for ever; ends its lanes with itself, each letting go of its endpoint."""
        tidied = asyncio.get_running_loop().time() - TIDY_SECONDS
        try:
            while True:
                try:
                    await self.open_lanes()
                    if asyncio.get_running_loop().time() - tidied > TIDY_SECONDS:
                        tidied = asyncio.get_running_loop().time()
                        await self.tidy()
                except Exception as error:  # noqa: BLE001 - the database may be away; the sender goes on and says so
                    log.warning("webhooks_pause", error=repr(error))
                await asyncio.sleep(POLL_SECONDS)
        finally:
            for lane in self._lanes.values():
                lane.cancel()
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def open_lanes(self) -> None:
        """Begins to send to every endpoint that something is due for, as far as there is room."""
        self._lanes = {named: lane for named, lane in self._lanes.items() if not lane.done()}
        if len(self._lanes) >= LANES:
            return
        async with self.store.begin(read_only=True) as work:
            found = await queries.endpoints_with_work(work)
        for webhook_id in [one for one in found if one not in self._lanes][: LANES - len(self._lanes)]:
            self._lanes[webhook_id] = asyncio.create_task(self._lane(webhook_id), name=f"webhook-{webhook_id}")

    async def _lane(self, webhook_id: str) -> None:
        try:
            while await self.send_batch(webhook_id):
                pass
        except Exception as error:  # noqa: BLE001 - begun anew when the endpoint has rested
            log.warning("webhook_lane_ends", webhook=webhook_id, error=repr(error))

    async def send_batch(self, webhook_id: str) -> bool:
        """Sends what is due for one endpoint, as much as goes in one hold; whether there may be more right now. Who is
        cancelled, or meets an error, lets go of the endpoint once nothing is on its way to it any more; after an error
        it rests.
        """
        held, more, rest = None, False, 0.0
        try:
            async with self.store.begin() as work:
                held = await queries.hold(work, webhook_id, HOLD_SECONDS)
            if held is not None:
                more, rest = await self._send_due(webhook_id)
                await self._let_go(webhook_id, held, rest)
                self._rests.pop(webhook_id, None)
        except asyncio.CancelledError:
            if held is not None:
                await self._let_go(webhook_id, held, rest)
            raise
        except Exception:
            if held is not None:
                await self._let_go_after_error(webhook_id, held)
            raise
        return more

    async def _let_go(self, webhook_id: str, held: datetime, rest: float) -> None:
        async with self.store.begin() as work:
            await queries.let_go(work, webhook_id, held, rest)

    async def _let_go_after_error(self, webhook_id: str, held: datetime) -> None:
        rest = self._rests.get(webhook_id, REST_SECONDS)
        self._rests[webhook_id] = min(2 * rest, LONGEST_REST)

        async def let_go(work: Work) -> None:
            await queries.let_go(work, webhook_id, held, rest)

        await self._recorded(let_go, "webhook_lane_still_held", webhook=webhook_id)

    async def _send_due(self, webhook_id: str) -> tuple[bool, float]:
        """Whether there may be more right now, and for how many seconds the endpoint rests."""
        async with self.store.begin(read_only=True) as work:
            due = await queries.ready(work, webhook_id, BATCH)
            closed = await self.vault.target(work, webhook_id) is None
        if closed:
            return await self._drop(webhook_id), 0.0
        results = await self._send_all(webhook_id, due)
        rest = rest_after(results)
        return any(isinstance(one, Taken) for one in results) and not rest, rest

    async def _drop(self, webhook_id: str) -> bool:
        """The endpoint was closed: what waits for it is over."""
        async with self.store.begin() as work:
            return await drop_waiting(work, webhook_id, DROPPED_AT_ONCE) > 0

    async def _send_all(self, webhook_id: str, due: Sequence[Ready]) -> Sequence[Taken | NotTaken]:
        """Ends when every try has ended, though one failed or all are cancelled."""
        gate = asyncio.Semaphore(AT_ONCE)
        sending = (self._send(webhook_id, one, gate) for one in due)
        tried = await asyncio.gather(*sending, return_exceptions=True)
        for one in tried:
            if isinstance(one, BaseException):
                raise one
        return [one for one in tried if isinstance(one, Taken | NotTaken)]

    async def _send(self, webhook_id: str, due: Ready, gate: asyncio.Semaphore) -> Taken | NotTaken | None:
        """What became of it; None where the endpoint was closed meanwhile, and nothing is sent."""
        async with gate:
            async with self.store.begin(read_only=True) as work:
                target, now = await self.vault.target(work, webhook_id), work.context.now
            if target is None:
                return None
            result: Taken | NotTaken = NotTaken("forgotten")
            if due.body is not None:
                result = await self.post.send(target, due.delivery_id, due.body, now)
        outcome = "delivered" if isinstance(result, Taken) else result.reason
        WEBHOOK_ATTEMPTS.labels(self.store.service, outcome).inc()
        await self._note(due.delivery_id, result)
        return result

    async def _note(self, delivery_id: str, result: Taken | NotTaken) -> None:
        async def note(work: Work) -> None:
            await note_result(work, delivery_id, command_for(result, work.context.now))

        await self._recorded(note, "webhook_result_not_recorded", delivery=delivery_id)

    async def _recorded(self, done: Callable[[Work], Awaitable[None]], otherwise: str, **about: str) -> None:
        """Does it in one transaction, at the latest when the database has been away for a while."""
        for pause in range(RECORD_TRIES):
            try:
                async with self.store.begin() as work:
                    return await done(work)
            except (ConcurrencyError, asyncpg.PostgresError, *MAYBE_AWAY) as error:
                log.warning(otherwise, error=repr(error), **about)
                await asyncio.sleep(2**pause)
        return None

    async def tidy(self) -> None:
        """Lets go of what will not be sent again by itself."""
        async with self.store.begin() as work:
            await forget_bodies(work, KEPT_DAYS)


def command_for(result: Taken | NotTaken, now: datetime) -> NoteTaken | NoteFailure:
    """What a try means for its delivery."""
    if isinstance(result, Taken):
        return NoteTaken(result.status)
    return NoteFailure(result.reason, result.status, now, result.wait)


def rest_after(results: Sequence[Taken | NotTaken]) -> float:
    """For how many seconds nothing is sent to an endpoint after a batch: as long as it asks for, within a bound, and a
    moment where it took nothing.
    """
    asked = max((one.wait.total_seconds() for one in results if isinstance(one, NotTaken) and one.wait), default=0.0)
    nothing = bool(results) and not any(isinstance(one, Taken) for one in results)
    return max(min(asked, LONGEST_REST), REST_SECONDS if nothing else 0.0)


async def send_webhooks(running: Running) -> None:
    """The sender, beside the service."""
    own = notify_settings()
    async with contextlib.AsyncExitStack() as stack:
        post = await stack.enter_async_context(Post(own.webhook_networks, own.webhook_ca_file))
        await Sender(running.store, Vault.of(running.settings), post).run()
