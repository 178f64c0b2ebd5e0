"""The ledger in its readers' words: the event behind a message, and why somebody was not told."""

import pytest

from services.notify.message.aggregate import Stage
from services.portal.pages.messages.saying import ANSWERED, MOOT, NO_ANSWER, REASONS, STAGES, Cause, cause_of, why_not


def test_the_event_behind_a_message_is_of_the_one_service_that_has_its_kind():
    assert cause_of("obligation-9@2", "contract-1") == Cause("contract", "obligation-9", 2)
    assert cause_of("order-1@3", "contract-1") == Cause("contract", "order-1", 3)


def test_of_a_kind_that_several_services_have_it_is_of_the_one_whose_thing_is_told_of():
    assert cause_of("approval-1@4", "contract-1") == Cause("contract", "approval-1", 4)
    assert cause_of("approval-1@4", "access_request-1") == Cause("portal", "approval-1", 4)


@pytest.mark.parametrize("text", ["", "contract-1", "nothing-1@2", "contract-1@", "@3"])
def test_what_is_no_event_leads_nowhere(text: str):
    assert cause_of(text, "contract-1") is None


def test_every_stage_of_a_message_has_words():
    assert STAGES.keys() == {one.value for one in Stage} - {Stage.NEW.value}


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (None, ("", {})),
        ("no-address", (REASONS["no-address"], {})),
        ("ended-by obligation-9@2", (MOOT, {})),
        ("554 refused", (ANSWERED, {"code": "554"})),
        ("SMTPServerDisconnected", (NO_ANSWER, {})),
        ("the words of another channel", ("the words of another channel", {})),
    ],
)
def test_why_somebody_was_not_told_is_said_in_words(reason: str | None, said: tuple[str, dict[str, str]]):
    assert why_not(reason) == said
