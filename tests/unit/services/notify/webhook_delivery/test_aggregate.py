from datetime import UTC, datetime, timedelta

import pytest

from services.notify.webhook_delivery.aggregate import (
    DELIVERY,
    LONGEST_WAIT,
    RETRY_AFTER,
    Drop,
    Intend,
    NoteFailure,
    NoteTaken,
    Resend,
    decide,
    pause,
)
from services.notify.webhook_delivery.events import (
    WebhookDelivered,
    WebhookDropped,
    WebhookFailed,
    WebhookIntended,
    WebhookPostponed,
    WebhookResent,
)
from shared.eventstore.event import Event
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(DELIVERY, decide)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ABOUT = {"service": "contract", "event": "contract.signed.v1", "event_id": "contract-1@7"}
INTENDED = WebhookIntended(delivery_id="d", webhook_id="w", key="1", **ABOUT)
DELIVERED = WebhookDelivered(delivery_id="d", webhook_id="w", attempt=1, status=204, **ABOUT)
RESENT = WebhookResent(delivery_id="d", webhook_id="w", replay_id=None)


def postponed(attempt: int, reason: str = "refused", status: int | None = 503) -> WebhookPostponed:
    later = NOW + RETRY_AFTER[attempt - 1]
    return WebhookPostponed(
        delivery_id="d", webhook_id="w", attempt=attempt, reason=reason, status=status, retry_at=later
    )


def failed(attempt: int, reason: str, status: int | None) -> WebhookFailed:
    return WebhookFailed(delivery_id="d", webhook_id="w", attempt=attempt, reason=reason, status=status)


def test_ten_tries_spread_over_three_days_each_later_than_the_one_before():
    assert len(RETRY_AFTER) == 9
    assert list(RETRY_AFTER) == sorted(RETRY_AFTER)
    assert timedelta(days=3) <= sum(RETRY_AFTER, timedelta()) < timedelta(days=3.5)


def test_what_was_intended_is_delivered_by_the_first_success_and_once():
    given().when(Intend(INTENDED)).then(INTENDED)
    given(INTENDED).when(NoteTaken(204)).then(DELIVERED)
    given(INTENDED, DELIVERED).when(NoteTaken(204)).then()
    given(INTENDED, DELIVERED).when(NoteFailure("slow", None, NOW)).then()


@pytest.mark.parametrize("attempt", range(1, len(RETRY_AFTER) + 1))
def test_each_failed_try_is_postponed_by_its_pause(attempt: int):
    before: list[Event] = [postponed(one) for one in range(1, attempt)]
    given(INTENDED, *before).when(NoteFailure("refused", 503, NOW)).then(postponed(attempt))


@pytest.mark.parametrize(
    ("attempt", "wait", "waits"),
    [
        (1, timedelta(minutes=1), timedelta(minutes=1)),
        (2, timedelta(minutes=1), RETRY_AFTER[1]),
        (1, timedelta(days=30), LONGEST_WAIT),
        (5, timedelta(days=30), RETRY_AFTER[4]),
    ],
)
def test_an_endpoint_that_asks_for_time_gets_it_within_a_bound_and_never_less_than_the_pause_of_its_turn(
    attempt: int, wait: timedelta, waits: timedelta
):
    before: list[Event] = [postponed(one) for one in range(1, attempt)]
    later = postponed(attempt).model_copy(update={"retry_at": NOW + waits})
    given(INTENDED, *before).when(NoteFailure("refused", 503, NOW, wait)).then(later)


def test_ten_tries_of_an_endpoint_that_always_asks_for_more_time_are_over_in_three_and_a_half_days_too():
    longest = (pause(attempt, timedelta(days=30)) for attempt in range(1, len(RETRY_AFTER) + 1))
    assert sum(longest, timedelta()) < timedelta(days=3.5)


def test_after_the_last_try_it_has_failed():
    tries = [postponed(one) for one in range(1, len(RETRY_AFTER) + 1)]
    given(INTENDED, *tries).when(NoteFailure("slow", None, NOW)).then(failed(10, "slow", None))


def test_what_is_gone_or_forgotten_is_not_tried_again():
    given(INTENDED).when(NoteFailure("gone", 410, NOW)).then(failed(1, "gone", 410))
    given(INTENDED).when(NoteFailure("forgotten", None, NOW)).then(failed(1, "forgotten", None))


def test_it_is_sent_again_when_asked_and_begins_to_count_anew():
    given(INTENDED, DELIVERED).when(Resend()).then(RESENT)
    given(INTENDED).when(Resend()).then()
    given(INTENDED, DELIVERED, RESENT).when(NoteFailure("refused", 503, NOW)).then(postponed(1))


def test_a_replay_that_begins_anew_sends_nothing_a_second_time():
    replayed = RESENT.model_copy(update={"replay_id": "r"})
    given(INTENDED, DELIVERED).when(Resend("r")).then(replayed)
    given(INTENDED, DELIVERED, replayed, DELIVERED).when(Resend("r")).then()


def test_what_waits_for_an_endpoint_that_was_closed_is_dropped_and_what_was_being_sent_changes_nothing_any_more():
    dropped = WebhookDropped(delivery_id="d", webhook_id="w")
    given(INTENDED).when(Drop()).then(dropped)
    given(INTENDED, DELIVERED).when(Drop()).then()
    given(INTENDED, dropped).when(NoteTaken(200)).then()
    given(INTENDED, dropped).when(NoteFailure("slow", None, NOW)).then()


def test_nothing_becomes_of_what_was_never_intended():
    given().when(NoteTaken(200)).fails(NotPossibleNowError)
