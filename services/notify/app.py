"""The notify service, put together."""

from fastapi import FastAPI

from services.notify import consumers
from services.notify.channel.mail import MailServer
from services.notify.inbox import endpoints as inbox
from services.notify.inbox.live import wake_listeners
from services.notify.message import endpoints as message
from services.notify.message import projections as messages
from services.notify.message.erasure import MAILS, take_mails_away
from services.notify.message.handlers import note_lost_outcome
from services.notify.message.sending import Sender
from services.notify.permissions import PERMISSIONS
from services.notify.rule import endpoints as rule
from services.notify.rule import projections as rules
from services.notify.settings import notify_settings
from services.notify.tables import metadata
from services.notify.task import endpoints as task
from services.notify.task import projections as tasks
from services.notify.task.handlers import climb
from services.notify.webhook import endpoints as webhook
from services.notify.webhook import projections as webhooks
from services.notify.webhook_delivery import endpoints as webhook_delivery
from services.notify.webhook_delivery import projections as webhook_deliveries
from services.notify.webhook_delivery.replaying import replay_webhooks
from services.notify.webhook_delivery.sending import send_webhooks
from shared.web.app import build_app
from shared.web.running import Running
from shared.web.service import Service
from shared.web.streams import Shown, published


async def send_messages(running: Running) -> None:
    """The sender, beside the service."""
    own = notify_settings()
    mail = MailServer(running.settings.smtp_url, own.sender, own.sender_name)
    await Sender(running.store, running.peers, mail).run()


STREAMS = {
    "message": Shown("notify.message.read"),
    "rule": Shown("notify.rule.read"),
    "webhook": Shown("notify.webhook.read"),
    "webhook_delivery": Shown("notify.webhook.read"),
}
"""Which streams can be opened, and by whom: whoever may read the thing itself."""

SERVICE = Service(
    name="notify",
    tables=metadata,
    projections=[
        rules.projection,
        messages.projection,
        tasks.projection,
        webhooks.projection,
        webhook_deliveries.projection,
    ],
    consumers=[consumers.directory, consumers.calendars, consumers.consumer, consumers.partners],
    deadlines={messages.OUTCOME: note_lost_outcome, tasks.UNANSWERED: climb, MAILS: take_mails_away},
    routers=[
        inbox.routes,
        message.routes,
        task.routes,
        rule.routes,
        webhook.routes,
        webhook_delivery.routes,
        published(STREAMS),
    ],
    background=[send_messages, wake_listeners, send_webhooks, replay_webhooks],
    permissions=PERMISSIONS,
)


def create_app() -> FastAPI:
    return build_app(SERVICE)
