"""Endpoints are registered, changed, switched, taken over and closed; owners are told when they are given up."""

from datetime import datetime, timedelta
from typing import Literal

from services.notify.identity import webhook_id
from services.notify.settings import notify_settings
from services.notify.telling.handlers import hear
from services.notify.telling.planning import Fact
from services.notify.webhook.address import AddressError, read_address
from services.notify.webhook.aggregate import (
    WEBHOOK,
    AskReplay,
    ChangeWebhook,
    CloseWebhook,
    Command,
    DisableWebhook,
    EnableWebhook,
    NoteOwnerLeft,
    RegisterWebhook,
    RotateSecret,
    TakeOver,
    Webhook,
    decide,
)
from services.notify.webhook.events import WebhookChanged, WebhookRegistered
from services.notify.webhook.queries import owned_by
from services.notify.webhook.vault import Vault
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.ids import new_id


async def register_webhook(
    work: Work, vault: Vault, code: str, unit: str, owner: str, address: str, events: tuple[str, ...]
) -> tuple[Stream[Webhook], str]:
    """A unit's events go to an address from now on; the secret that signs them is told this once."""
    named = webhook_id(code, unit)
    fact = WebhookRegistered(webhook_id=named, code=code, owner_id=owner, host=host_of(address), events=events)
    webhook = await work.load(WEBHOOK, named, unit=unit)
    work.record(webhook, decide(webhook.state, RegisterWebhook(fact)))
    return webhook, await vault.put(work, named, address)


async def change_webhook(
    work: Work,
    vault: Vault,
    webhook: Stream[Webhook],
    *,
    owner: str | None,
    address: str | None,
    events: tuple[str, ...] | None,
) -> None:
    """Another owner, address or other events; what is not given stays."""
    now = webhook.state
    fact = WebhookChanged(
        webhook_id=webhook.id,
        owner_id=owner or now.owner_id,
        host=host_of(address) if address else now.host,
        events=events or now.events,
    )
    work.record(webhook, decide(now, ChangeWebhook(fact, new_address=address is not None)))
    if address:
        await vault.move(work, webhook.id, address)


async def rotate_secret(work: Work, vault: Vault, webhook: Stream[Webhook], overlap: timedelta) -> tuple[str, datetime]:
    """A new secret, told this once; until the moment given both sign."""
    secret, until = await vault.rotate(work, webhook.id, overlap)
    work.record(webhook, decide(webhook.state, RotateSecret(until)))
    return secret, until


async def switch_webhook(work: Work, webhook: Stream[Webhook], *, enabled: bool) -> None:
    """Nothing is sent any more, or again."""
    switching: Command = EnableWebhook() if enabled else DisableWebhook("asked", webhook.unit)
    work.record(webhook, decide(webhook.state, switching))


async def give_up_webhook(work: Work, subject: str, reason: Literal["gone", "failing"]) -> None:
    """Nothing is sent any more, and the owner is told in the same transaction, or who may see to what is nobody's."""
    webhook = await work.load(WEBHOOK, subject, must_exist=True)
    await _tell(work, webhook, DisableWebhook(reason, webhook.unit))


async def close_webhook(work: Work, vault: Vault, webhook: Stream[Webhook]) -> None:
    """Nothing is sent any more, for good. Its address and secrets are destroyed; its sender drops what waits."""
    work.record(webhook, decide(webhook.state, CloseWebhook()))
    await vault.destroy(work, webhook.id)


async def leave_webhooks(work: Work, staff_id: str) -> None:
    """Somebody works here no longer: their endpoints go on as nobody's, and who may see to them is told."""
    for subject in await owned_by(work, staff_id):
        webhook = await work.load(WEBHOOK, subject, must_exist=True)
        await _tell(work, webhook, NoteOwnerLeft(staff_id, webhook.unit))


async def take_over_webhook(work: Work, webhook: Stream[Webhook], by: str) -> None:
    """What was nobody's is somebody's, who is told of it from now on."""
    work.record(webhook, decide(webhook.state, TakeOver(by)))


async def _tell(work: Work, webhook: Stream[Webhook], command: Command) -> None:
    for event in decide(webhook.state, command):
        work.record(webhook, [event])
        await hear(work, Fact(event.wire_name, webhook.at, event.model_dump(mode="json"), webhook.unit))


async def ask_replay(work: Work, webhook: Stream[Webhook], since: datetime, until: datetime | None) -> str:
    """What was recorded from one moment to another, now unless given, is to be sent once more."""
    replay_id = new_id()
    work.record(webhook, decide(webhook.state, AskReplay(replay_id, since, until or work.context.now)))
    return replay_id


async def webhook_of(work: Work, subject: str, *, if_match: int | None = None) -> Stream[Webhook]:
    """An endpoint that the caller may see."""
    return await work.load(WEBHOOK, subject, must_exist=True, if_match=if_match)


def host_of(address: str) -> str:
    """The host of an address that may be sent to; raises `InvalidFieldError`."""
    try:
        return read_address(address, notify_settings().webhook_networks).host
    except AddressError as error:
        raise InvalidFieldError("/address", str(error)) from error
