"""What a partner is sent is a CloudEvent, and a message of Standard Webhooks that its library verifies."""

import json
from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks import Webhook, WebhookVerificationError

from services.notify.webhook.vault import Target, new_secret
from services.notify.webhook_delivery.offering import Offered
from services.notify.webhook_delivery.posting import NotTaken, Taken, read_status, signed

MOMENT = datetime(2026, 3, 2, 8, 0, 0, 120, tzinfo=UTC)
OFFERED = Offered("contract", "contract.signed.v1", "contract-1@7", "1", "nanjing", MOMENT, {"title": "服务器"})


def test_the_body_is_a_cloud_event_with_what_standard_webhooks_names():
    said = json.loads(OFFERED.body)
    assert (said["type"], said["timestamp"], said["data"]) == (
        OFFERED.type,
        "2026-03-02T08:00:00.000120Z",
        OFFERED.data,
    )
    headers = {"content-type": "application/cloudevents+json"}
    event = from_http_event(HTTPMessage(headers, OFFERED.body.encode()))
    assert (event.get_id(), event.get_source(), event.get_subject()) == (OFFERED.id, "/pactline/contract", "contract-1")


def test_each_valid_secret_signs_and_any_other_does_not_verify():
    old, new, now = new_secret(), new_secret(), datetime.now(UTC)
    headers = signed(Target("https://partner.example/", (new, old)), "d", OFFERED.body, now)
    for secret in (old, new):
        assert Webhook(secret).verify(OFFERED.body, headers)["id"] == OFFERED.id
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(OFFERED.body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(OFFERED.body.replace("7", "8"), headers)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, Taken(200)),
        (204, Taken(204)),
        (301, NotTaken("redirected", 301)),
        (307, NotTaken("redirected", 307)),
        (400, NotTaken("refused", 400)),
        (410, NotTaken("gone", 410)),
        (429, NotTaken("refused", 429)),
        (503, NotTaken("refused", 503)),
    ],
)
def test_what_a_status_means(status: int, meaning: Taken | NotTaken):
    assert read_status(status) == meaning
