from datetime import UTC, datetime

import pytest

from services.notify.webhook.aggregate import (
    WEBHOOK,
    AskReplay,
    ChangeWebhook,
    CloseWebhook,
    DisableWebhook,
    EnableWebhook,
    FinishReplay,
    NoteOwnerLeft,
    OwnerThereError,
    RegisterWebhook,
    ReplayOfNothingError,
    ReplayRunningError,
    RotateSecret,
    TakeOver,
    decide,
)
from services.notify.webhook.events import (
    WebhookChanged,
    WebhookClosed,
    WebhookDisabled,
    WebhookEnabled,
    WebhookOwnerLeft,
    WebhookRegistered,
    WebhookReplayAsked,
    WebhookReplayed,
    WebhookSecretRotated,
    WebhookTakenOver,
)
from services.notify.webhook.filters import KNOWN, PUBLISHED, patterns_of
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(WEBHOOK, decide)
EVENTS = ("contract/contract.signed.v1", "asset/*")
REGISTERED = WebhookRegistered(webhook_id="w", code="erp", owner_id="li", host="partner.example", events=EVENTS)
CHANGED = WebhookChanged(webhook_id="w", owner_id="li", host="partner.example", events=EVENTS)
DISABLED = WebhookDisabled(
    webhook_id="w", code="erp", owner_id="li", host="partner.example", reason="gone", unit_id="u"
)
CLOSED = WebhookClosed(webhook_id="w")
LEFT = WebhookOwnerLeft(webhook_id="w", code="erp", left_id="li", host="partner.example", unit_id="u")
TAKEN_OVER = WebhookTakenOver(webhook_id="w", owner_id="bo")
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
    given(REGISTERED).when(DisableWebhook("gone", "u")).then(DISABLED)
    given(REGISTERED, DISABLED).when(DisableWebhook("failing", "u")).then()
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


def test_it_is_closed_for_good_once_whether_it_is_enabled_or_not():
    given(REGISTERED).when(CloseWebhook()).then(CLOSED)
    given(REGISTERED, DISABLED).when(CloseWebhook()).then(CLOSED)
    given(REGISTERED, CLOSED).when(CloseWebhook()).then()


@pytest.mark.parametrize(
    "command",
    [
        RegisterWebhook(REGISTERED),
        ChangeWebhook(CHANGED, new_address=True),
        EnableWebhook(),
        DisableWebhook("asked", "u"),
        RotateSecret(UNTIL),
        TakeOver("bo"),
        AskReplay("r", SINCE, UNTIL),
    ],
)
def test_nothing_is_done_to_what_is_closed(command: object):
    given(REGISTERED, CLOSED).when(command).fails(NotPossibleNowError)


def test_what_was_going_on_while_it_was_closed_changes_nothing():
    given(REGISTERED, ASKED, CLOSED).when(FinishReplay("r", 3)).then()
    given(REGISTERED, CLOSED).when(DisableWebhook("gone", "u")).then()
    given(REGISTERED, CLOSED).when(NoteOwnerLeft("li", "u")).then()


def test_it_is_nobodys_once_its_owner_left_and_somebodys_who_takes_it_over_or_is_named():
    given(REGISTERED).when(NoteOwnerLeft("li", "u")).then(LEFT)
    given(REGISTERED).when(NoteOwnerLeft("bo", "u")).then()
    given(REGISTERED, LEFT).when(NoteOwnerLeft("li", "u")).then()
    given(REGISTERED, LEFT).when(TakeOver("bo")).then(TAKEN_OVER)
    given(REGISTERED, LEFT, TAKEN_OVER).when(TakeOver("mei")).fails(OwnerThereError)
    given(REGISTERED, LEFT).when(ChangeWebhook(CHANGED, new_address=False)).then(CHANGED)
    given(REGISTERED, LEFT, CHANGED).when(TakeOver("bo")).fails(OwnerThereError)


def test_what_is_nobodys_is_disabled_without_naming_an_owner():
    of_nobody = DISABLED.model_copy(update={"owner_id": ""})
    given(REGISTERED, LEFT).when(DisableWebhook("gone", "u")).then(of_nobody)


@pytest.mark.parametrize(
    "command", [EnableWebhook(), RotateSecret(UNTIL), AskReplay("r", SINCE, UNTIL), CloseWebhook(), TakeOver("bo")]
)
def test_nothing_is_done_to_what_was_never_registered(command: object):
    given().when(command).fails(NotPossibleNowError)
