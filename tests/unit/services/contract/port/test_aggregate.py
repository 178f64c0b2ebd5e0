from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from services.contract.port.aggregate import (
    AGAIN_AFTER,
    PORT_MESSAGE,
    Accept,
    AskNow,
    HandedOverError,
    Lose,
    PortMessage,
    Postpone,
    Queue,
    Refuse,
    Retract,
    Send,
    decide,
)
from services.contract.port.events import (
    MessageAccepted,
    MessagePostponed,
    MessageQueued,
    MessageRefused,
    MessageSent,
    MessageUnknown,
)
from shared.testing.given import specification
from shared.values.errors import DomainError, NotPossibleNowError

given = specification(PORT_MESSAGE, decide)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HEAD: dict[str, Any] = {"message_id": "m", "port": "invoices", "document": "i", "contract_id": "k", "round": 1}
QUEUED = MessageQueued(**HEAD, content="{}")
SENT = MessageSent(**HEAD, attempt=1)
LOST = MessageUnknown(**HEAD, cause="ReadTimeout", asked=0, ask_at=NOW + AGAIN_AFTER[0])
ACCEPTED = MessageAccepted(**HEAD, foreign_number="F-1", by="answer")
REFUSED = MessageRefused(**HEAD, code="E42", by="answer")


def test_a_message_is_sent_and_accepted_under_the_other_sides_number():
    given().when(Queue(QUEUED)).then(QUEUED)
    given(QUEUED).when(Send()).then(SENT)
    given(QUEUED, SENT).when(Accept("F-1", "answer")).then(ACCEPTED)


def test_what_may_leave_no_more_is_taken_back_before_it_left_and_not_afterwards():
    retracted = MessageRefused(**HEAD, code="retracted", by="person")
    given(QUEUED).when(Retract()).then(retracted)
    given(QUEUED, SENT).when(Retract()).fails(NotPossibleNowError)
    given(QUEUED, retracted).when(Send()).fails(NotPossibleNowError)


def test_where_nothing_was_sent_it_is_tried_again_later_each_time():
    later = MessagePostponed(**HEAD, attempt=1, next_at=NOW + AGAIN_AFTER[0])
    given(QUEUED, SENT).when(Postpone(NOW)).then(later)
    again = MessageSent(**HEAD, attempt=2)
    given(QUEUED, SENT, later).when(Send()).then(again)
    given(QUEUED, SENT, later, again).when(Postpone(NOW)).then(
        MessagePostponed(**HEAD, attempt=2, next_at=NOW + AGAIN_AFTER[1])
    )


def test_what_is_unknown_is_asked_about_and_never_sent_again():
    given(QUEUED, SENT).when(Lose("ReadTimeout", NOW)).then(LOST)
    given(QUEUED, SENT, LOST).when(Send()).fails(NotPossibleNowError)
    given(QUEUED, SENT, LOST).when(Postpone(NOW)).fails(NotPossibleNowError)
    given(QUEUED, SENT, LOST).when(Queue(QUEUED)).fails(HandedOverError)
    asked = MessageUnknown(**HEAD, cause="status 404", asked=1, ask_at=NOW + AGAIN_AFTER[1])
    given(QUEUED, SENT, LOST).when(Lose("status 404", NOW)).then(asked)
    given(QUEUED, SENT, LOST, asked).when(Accept("F-1", "inquiry")).then(
        MessageAccepted(**HEAD, foreign_number="F-1", by="inquiry")
    )


def test_a_try_whose_sender_died_is_unknown_and_a_late_deadline_means_nothing():
    given(QUEUED, SENT).when(Lose("lost", NOW, attempt=1)).then(
        MessageUnknown(**HEAD, cause="lost", asked=0, ask_at=NOW + timedelta(seconds=1))
    )
    given(QUEUED, SENT, ACCEPTED).when(Lose("lost", NOW, attempt=1)).then()
    given(QUEUED, SENT, LOST).when(Lose("lost", NOW, attempt=1)).then()
    given(QUEUED, SENT).when(Lose("lost", NOW, attempt=2)).then()


def test_what_was_refused_may_leave_once_more_in_the_next_round_and_nothing_else():
    given(QUEUED, SENT).when(Refuse("E42", "answer")).then(REFUSED)
    given(QUEUED, SENT, REFUSED).when(Queue(QUEUED)).then(QUEUED.model_copy(update={"round": 2}))
    for state in ((QUEUED,), (QUEUED, SENT), (QUEUED, SENT, ACCEPTED)):
        given(*state).when(Queue(QUEUED)).fails(HandedOverError)


COMMANDS = [
    Queue(QUEUED),
    Send(),
    Postpone(NOW),
    Accept("F-1", "answer"),
    Refuse("E42", "answer"),
    Lose("lost", NOW),
    Lose("lost", NOW, attempt=1),
]


@generated(st.lists(st.sampled_from(COMMANDS), max_size=25))
def test_whatever_happens_nothing_is_sent_in_a_round_after_it_may_have_left(commands):
    state, may_have_left = PortMessage(), False
    for command in commands:
        try:
            events = decide(state, command)
        except DomainError:
            continue
        state = PORT_MESSAGE.fold(events, state)
        for event in events:
            match event:
                case MessageQueued():
                    may_have_left = False
                case MessageUnknown() | MessageAccepted():
                    may_have_left = True
                case MessageSent():
                    assert not may_have_left


@pytest.mark.parametrize("times", [1, 6, 7, 100])
def test_the_pause_grows_to_an_hour_and_no_further(times):
    state = PortMessage(stage=PORT_MESSAGE.fold([QUEUED, SENT]).stage, queued=QUEUED, attempts=times)
    [later] = decide(state, Postpone(NOW))
    assert isinstance(later, MessagePostponed)
    assert later.next_at - NOW == AGAIN_AFTER[min(times, 6) - 1]


def test_what_is_unknown_can_be_asked_about_now_and_nothing_else_can():
    given(QUEUED, SENT, LOST).when(AskNow(NOW)).then(MessageUnknown(**HEAD, cause="ReadTimeout", asked=0, ask_at=NOW))
    for facts in ((QUEUED,), (QUEUED, SENT), (QUEUED, SENT, ACCEPTED), (QUEUED, SENT, REFUSED)):
        given(*facts).when(AskNow(NOW)).fails(NotPossibleNowError)
