from datetime import UTC, datetime, timedelta

import pytest

from services.notify.message.aggregate import (
    MESSAGE,
    RETRY_AFTER,
    DecideOutcome,
    Intend,
    LoseOutcome,
    MakeMoot,
    NotDueYetError,
    NoteDelivered,
    NoteFailure,
    NoteSent,
    Stage,
    StartAttempt,
    Suppress,
    decide,
)
from services.notify.message.events import (
    MessageAttempted,
    MessageDelivered,
    MessageFailed,
    MessageIntended,
    MessageMoot,
    MessageOutcomeDecided,
    MessageOutcomeUnknown,
    MessagePostponed,
    MessageSent,
    MessageSuppressed,
)
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(MESSAGE, decide)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
INTENDED = MessageIntended(
    message_id="m",
    rule="contract-signed",
    rule_version=1,
    subject="contract-1",
    recipient="li",
    recipient_kind="staff",
    locale="zh-CN",
    channel="email",
    template="contract-signed",
    template_version=1,
    occasion="2026-03-02",
    cause="contract-1@7",
    facts={},
    not_before=NOW,
)
FIRST_TRY = MessageAttempted(message_id="m", attempt=1, channel="email")
SENT = MessageSent(message_id="m", channel="email", recipient="li", receipt="250 ok")
UNKNOWN = MessageOutcomeUnknown(message_id="m", attempt=1)
DELIVERED = MessageDelivered(message_id="m", channel="email", recipient="li")


def failed(reason="no such mailbox"):
    return MessageFailed(message_id="m", channel="email", recipient="li", reason=reason)


def test_a_message_is_intended_once_however_often_it_is_asked_for():
    given().when(Intend(INTENDED)).then(INTENDED)
    given(INTENDED).when(Intend(INTENDED)).then()
    given(INTENDED, FIRST_TRY, SENT).when(Intend(INTENDED)).then()


def test_the_try_is_recorded_before_the_result():
    given(INTENDED).when(StartAttempt(NOW)).then(FIRST_TRY)
    given(INTENDED, FIRST_TRY).when(NoteSent("250 ok")).then(SENT)


def test_a_message_is_not_sent_before_its_time():
    given(INTENDED).when(StartAttempt(NOW - timedelta(seconds=1))).fails(NotDueYetError)


@pytest.mark.parametrize("past", [(FIRST_TRY,), (FIRST_TRY, SENT), (FIRST_TRY, UNKNOWN), (FIRST_TRY, failed())])
def test_no_second_try_begins_while_one_runs_or_after_a_result(past):
    given(INTENDED, *past).when(StartAttempt(NOW)).fails(NotPossibleNowError)


def test_a_passing_failure_is_tried_again_later_and_later():
    postponed = MessagePostponed(message_id="m", attempt=1, reason="451 busy", retry_at=NOW + RETRY_AFTER[0])
    given(INTENDED, FIRST_TRY).when(NoteFailure("451 busy", permanent=False, now=NOW)).then(postponed)
    given(INTENDED, FIRST_TRY, postponed).when(StartAttempt(NOW)).fails(NotDueYetError)
    given(INTENDED, FIRST_TRY, postponed).when(StartAttempt(NOW + RETRY_AFTER[0])).then(
        FIRST_TRY.model_copy(update={"attempt": 2})
    )


def test_after_the_last_try_and_at_a_permanent_failure_it_has_failed():
    last = FIRST_TRY.model_copy(update={"attempt": len(RETRY_AFTER) + 1})
    given(INTENDED, last).when(NoteFailure("busy", permanent=False, now=NOW)).then(failed("busy"))
    given(INTENDED, FIRST_TRY).when(NoteFailure("no such mailbox", permanent=True, now=NOW)).then(failed())


def test_a_try_whose_sender_died_is_unknown_and_waits_for_a_decision():
    given(INTENDED, FIRST_TRY).when(LoseOutcome(attempt=1)).then(UNKNOWN)
    given(INTENDED, FIRST_TRY, SENT).when(LoseOutcome(attempt=1)).then()
    given(INTENDED, FIRST_TRY).when(LoseOutcome(attempt=7)).then()


def test_only_a_decision_or_the_result_itself_ends_the_unknown():
    repeat = MessageOutcomeDecided(message_id="m", outcome="repeat")
    given(INTENDED, FIRST_TRY, UNKNOWN).when(DecideOutcome("repeat")).then(repeat)
    given(INTENDED, FIRST_TRY, UNKNOWN, repeat).when(StartAttempt(NOW)).then(
        FIRST_TRY.model_copy(update={"attempt": 2})
    )
    given(INTENDED, FIRST_TRY, UNKNOWN).when(NoteSent("250 ok")).then(SENT)
    given(INTENDED, FIRST_TRY, SENT).when(DecideOutcome("repeat")).fails(NotPossibleNowError)


def test_what_was_not_sent_says_why_and_what_was_sent_can_not_be_held_back():
    given(INTENDED).when(Suppress("ended")).then(MessageSuppressed(message_id="m", reason="ended"))
    given(INTENDED, FIRST_TRY).when(Suppress("ended")).fails(NotPossibleNowError)


def test_what_lies_in_an_inbox_is_over_once_and_what_went_elsewhere_stays_as_it_went():
    over = MessageMoot(message_id="m", because="approval-1@4")
    given(INTENDED, DELIVERED).when(MakeMoot("approval-1@4")).then(over)
    given(INTENDED, DELIVERED, over).when(MakeMoot("approval-1@5")).then()
    given(INTENDED, FIRST_TRY, SENT).when(MakeMoot("approval-1@4")).then()
    assert MESSAGE.fold([INTENDED, DELIVERED, over]).stage is Stage.MOOT


def test_a_receipt_turns_sent_into_delivered():
    outcome = given(INTENDED, FIRST_TRY, SENT).when(NoteDelivered())
    outcome.then(DELIVERED)
    assert MESSAGE.fold([INTENDED, FIRST_TRY, SENT, DELIVERED]).stage is Stage.DELIVERED
