from datetime import UTC, datetime

import pytest

from services.notify.webhook.aggregate import (
    WEBHOOK,
    AskReplay,
    ChangeWebhook,
    DisableWebhook,
    EnableWebhook,
    FinishReplay,
    RegisterWebhook,
    ReplayOfNothingError,
    ReplayRunningError,
    RotateSecret,
    decide,
)
from services.notify.webhook.events import (
    WebhookChanged,
    WebhookDisabled,
    WebhookEnabled,
    WebhookRegistered,
    WebhookReplayAsked,
    WebhookReplayed,
    WebhookSecretRotated,
)
from services.notify.webhook.filters import KNOWN, PUBLISHED, patterns_of
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(WEBHOOK, decide)
EVENTS = ("contract/contract.signed.v1", "asset/*")
REGISTERED = WebhookRegistered(webhook_id="w", code="erp", owner_id="li", host="partner.example", events=EVENTS)
CHANGED = WebhookChanged(webhook_id="w", owner_id="li", host="partner.example", events=EVENTS)
DISABLED = WebhookDisabled(webhook_id="w", code="erp", owner_id="li", host="partner.example", reason="gone")
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
ASKED = WebhookReplayAsked(webhook_id="w", replay_id="r", since=SINCE, until=UNTIL)


def test_an_endpoint_is_registered_once():
    given().when(RegisterWebhook(REGISTERED)).then(REGISTERED)
    given(REGISTERED).when(RegisterWebhook(REGISTERED)).fails(NotPossibleNowError)


def test_a_pattern_that_no_published_event_satisfies_is_refused():
    wrong = REGISTERED.model_copy(update={"events": ("asset/*", "contract/contract.never_was.v1")})
    given().when(RegisterWebhook(wrong)).fails(InvalidFieldError)
    assert {"customer/*", "contract/payment.*", "contract/payment.made.v1"} <= KNOWN
    assert not {one for one in KNOWN if one.startswith(("portal/", "notify/"))}
    assert all(patterns_of(service, event)[2] in KNOWN for service, events in PUBLISHED.items() for event in events)


def test_a_change_that_changes_nothing_is_none_but_another_address_of_the_same_host_is_one():
    given(REGISTERED).when(ChangeWebhook(CHANGED, new_address=False)).then()
    given(REGISTERED).when(ChangeWebhook(CHANGED, new_address=True)).then(CHANGED)


def test_it_is_disabled_with_a_reason_and_enabled_again_each_once():
    given(REGISTERED).when(DisableWebhook("gone")).then(DISABLED)
    given(REGISTERED, DISABLED).when(DisableWebhook("failing")).then()
    given(REGISTERED, DISABLED).when(EnableWebhook()).then(WebhookEnabled(webhook_id="w"))
    given(REGISTERED).when(EnableWebhook()).then()


def test_its_secret_may_be_rotated_while_it_is_disabled():
    given(REGISTERED, DISABLED).when(RotateSecret(UNTIL)).then(WebhookSecretRotated(webhook_id="w", old_until=UNTIL))


def test_one_replay_runs_at_a_time_and_ends_once():
    given(REGISTERED).when(AskReplay("r", SINCE, UNTIL)).then(ASKED)
    given(REGISTERED).when(AskReplay("r", UNTIL, UNTIL)).fails(ReplayOfNothingError)
    given(REGISTERED, ASKED).when(AskReplay("s", SINCE, UNTIL)).fails(ReplayRunningError)
    done = WebhookReplayed(webhook_id="w", replay_id="r", found=3)
    given(REGISTERED, ASKED).when(FinishReplay("r", 3)).then(done)
    given(REGISTERED, ASKED, done).when(FinishReplay("r", 3)).then()
    given(REGISTERED, DISABLED).when(AskReplay("r", SINCE, UNTIL)).fails(NotPossibleNowError)


@pytest.mark.parametrize("command", [EnableWebhook(), RotateSecret(UNTIL), AskReplay("r", SINCE, UNTIL)])
def test_nothing_is_done_to_what_was_never_registered(command: object):
    given().when(command).fails(NotPossibleNowError)
