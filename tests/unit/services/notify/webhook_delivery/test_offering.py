"""What a partner is sent is a CloudEvent, and a message of Standard Webhooks that its library verifies."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from services.notify.webhook.vault import Target, new_secret
from services.notify.webhook_delivery.offering import Offered
from services.notify.webhook_delivery.posting import NotTaken, Taken, read_answer, read_wait, signed

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
    assert read_answer(status, None, MOMENT) == meaning


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Mon, 02 Mar 2026 08:10:00 GMT", 600),
        ("Monday, 02-Mar-26 08:10:00 GMT", 600),
        ("Mon Mar  2 08:10:00 2026", 600),
        ("999999999999", 999_999_999_999),
        ("9" * 40, None),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("", None),
        ("soon", None),
        ("9" * 41, None),
        ("Mon, 02 Mar 2026 07:00:00 GMT", None),
        ("Mon, 99 Mar 2026 08:10:00 GMT", None),
    ],
)
def test_when_an_endpoint_wants_to_be_asked_again_is_read_in_seconds_or_as_a_date(said: str, seconds: int | None):
    found = read_wait(said, MOMENT.replace(microsecond=0))
    assert found == (None if seconds is None else timedelta(seconds=seconds))


@given(st.one_of(st.text(st.characters(max_codepoint=255), max_size=45), st.from_regex(r"[A-Za-z0-9:+,. -]{0,40}")))
def test_whatever_an_endpoint_says_is_a_time_to_come_or_nothing(said: str):
    found = read_wait(said, MOMENT)
    assert found is None or found > timedelta()


def test_only_who_is_busy_is_asked_when_to_come_again():
    for status in (429, 503):
        assert read_answer(status, "60", MOMENT) == NotTaken("refused", status, timedelta(minutes=1))
    assert read_answer(500, "60", MOMENT) == NotTaken("refused", 500)
    assert read_answer(301, "60", MOMENT) == NotTaken("redirected", 301)
