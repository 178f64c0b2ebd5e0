"""What happens to webhooks, and to what is sent by them, in words."""

from typing import Final

from services.portal.pages.frame.words import N_

FACTS: Final[dict[str, str]] = {
    "webhook.registered": N_("Webhook registered"),
    "webhook.changed": N_("Webhook changed"),
    "webhook.secret_rotated": N_("Webhook's secret rotated"),
    "webhook.disabled": N_("Webhook disabled"),
    "webhook.enabled": N_("Webhook enabled"),
    "webhook.owner_left": N_("Webhook's owner left"),
    "webhook.taken_over": N_("Webhook taken over"),
    "webhook.closed": N_("Webhook closed for good"),
    "webhook.replay_asked": N_("Replay asked for"),
    "webhook.replayed": N_("Replay ended"),
    "webhook.intended": N_("Delivery intended"),
    "webhook.postponed": N_("Delivery put off"),
    "webhook.delivered": N_("Delivered to an endpoint"),
    "webhook.failed": N_("Delivery given up"),
    "webhook.dropped": N_("Delivery dropped"),
    "webhook.resent": N_("Delivery sent again"),
}
STREAMS: Final[dict[str, str]] = {"webhook": N_("Webhook"), "webhook_delivery": N_("Delivery of a webhook")}
RULES: Final[dict[str, str]] = {
    "webhook-disabled": N_("Webhook disabled"),
    "webhook-disabled-of-nobody": N_("Webhook disabled that is nobody's"),
    "webhook-of-nobody": N_("Webhook is nobody's"),
    "webhooks": N_("webhooks"),
}
"""What people are told about them, and who reads for them."""
