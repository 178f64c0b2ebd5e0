"""Events are offered to the endpoints that want them; results are noted; what was sent is sent again."""

from collections.abc import Iterable

from sqlalchemy import delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from services.notify.identity import delivery_id
from services.notify.webhook.aggregate import WEBHOOK, FinishReplay
from services.notify.webhook.aggregate import Stage as EndpointStage
from services.notify.webhook.aggregate import decide as decide_webhook
from services.notify.webhook.handlers import give_up_webhook
from services.notify.webhook.queries import Wanting, undecided, wanting
from services.notify.webhook_delivery.aggregate import (
    DELIVERY,
    Delivery,
    Drop,
    Intend,
    NoteFailure,
    NoteTaken,
    Resend,
    Stage,
    decide,
)
from services.notify.webhook_delivery.events import WebhookFailed, WebhookIntended
from services.notify.webhook_delivery.offering import Offered
from services.notify.webhook_delivery.queries import some_waiting
from services.notify.webhook_delivery.tables import webhook_bodies, webhook_deliveries
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import ConcurrencyError, NotFoundError, NotPossibleNowError


class UnitUnknownError(ConcurrencyError):
    """The event's unit is not known here yet, so that nobody can say which endpoints it goes to: tried again soon."""

    over_http = False


async def offer(work: Work, offered: Offered) -> None:
    """The event is intended for every endpoint that wants it now; once for each, however often it arrives."""
    about = offered.service, offered.type, offered.unit, offered.recorded_at
    wanted = await wanting(work, *about)
    if not wanted and await undecided(work, *about):
        raise UnitUnknownError
    await intend(work, offered, wanted)


async def intend(work: Work, offered: Offered, wanted: Iterable[Wanting], replay_id: str = "") -> int:
    """Intends the event for these endpoints, or has it sent again for a replay; how many it concerned."""
    concerned = 0
    for one in wanted:
        named = delivery_id(one.webhook_id, offered.service, offered.id)
        delivery = await work.load(DELIVERY, named, key=one.webhook_id, unit=one.unit)
        if delivery.exists:
            work.record(delivery, decide(delivery.state, Resend(replay_id)) if replay_id else [])
        else:
            fact = WebhookIntended(
                delivery_id=named,
                webhook_id=one.webhook_id,
                service=offered.service,
                event=offered.type,
                event_id=offered.id,
                key=offered.key,
            )
            work.record(delivery, decide(delivery.state, Intend(fact)))
        concerned += 1
    if concerned:
        await _keep(work, offered)
    return concerned


async def _keep(work: Work, offered: Offered) -> None:
    row = insert(webhook_bodies).values(
        service=offered.service, event_id=offered.id, body=offered.body, kept_at=work.context.now
    )
    kept = {"kept_at": row.excluded.kept_at}
    await work.execute(row.on_conflict_do_update(index_elements=["service", "event_id"], set_=kept))


async def note_result(work: Work, subject: str, result: NoteTaken | NoteFailure) -> None:
    """What became of a try. An endpoint that is gone, or took nothing for as long as this was tried, is given up."""
    delivery = await work.load(DELIVERY, subject, must_exist=True)
    events = decide(delivery.state, result)
    work.record(delivery, events)
    for failed in events:
        if not isinstance(failed, WebhookFailed):
            continue
        if failed.reason == "gone":
            await give_up_webhook(work, failed.webhook_id, "gone")
        elif failed.reason != "forgotten" and not await _took_anything_since(work, subject, failed.webhook_id):
            await give_up_webhook(work, failed.webhook_id, "failing")


async def _took_anything_since(work: Work, subject: str, webhook_id: str) -> bool:
    columns = webhook_deliveries.c
    begun = select(columns.intended_at).where(columns.delivery_id == subject).scalar_subquery()
    taken = select(columns.delivery_id).where(
        columns.webhook_id == webhook_id, columns.stage == Stage.DELIVERED, columns.settled_at >= begun
    )
    return bool(await work.value(select(exists(taken))))


async def resend(work: Work, webhook_id: str, subject: str) -> Stream[Delivery]:
    """Somebody wants a delivery sent once more, under the same id."""
    delivery = await work.load(DELIVERY, subject, must_exist=True)
    if delivery.state.known.webhook_id != webhook_id:
        raise NotFoundError
    webhook = await work.load(WEBHOOK, webhook_id, must_exist=True)
    if webhook.state.stage is EndpointStage.CLOSED:
        raise NotPossibleNowError(webhook.state.stage, Resend())
    work.record(delivery, decide(delivery.state, Resend()))
    return delivery


async def drop_waiting(work: Work, webhook_id: str, limit: int) -> int:
    """Some of what waits for an endpoint that was closed is not sent any more; how many."""
    found = await some_waiting(work, webhook_id, limit)
    for subject in found:
        delivery = await work.load(DELIVERY, subject, must_exist=True)
        work.record(delivery, decide(delivery.state, Drop()))
    return len(found)


async def finish_replay(work: Work, webhook_id: str, replay_id: str, found: int) -> None:
    """All that the replay asked for was read."""
    webhook = await work.load(WEBHOOK, webhook_id, must_exist=True)
    work.record(webhook, decide_webhook(webhook.state, FinishReplay(replay_id, found)))


async def forget_bodies(work: Work, days: int) -> None:
    """Lets go of what was kept longer than so many days and waits for no endpoint."""
    bodies, columns = webhook_bodies.c, webhook_deliveries.c
    waits = select(columns.delivery_id).where(
        columns.service == bodies.service, columns.event_id == bodies.event_id, columns.stage == Stage.WAITING
    )
    old = bodies.kept_at < func.now() - func.make_interval(0, 0, 0, days)
    await work.execute(delete(webhook_bodies).where(old, ~exists(waits)))
