from services.notify.identity import message_id, task_id
from services.notify.telling.planning import occasion_of


def test_an_id_follows_from_rule_subject_recipient_occasion_and_channel():
    whole = ("rule", "contract-1", "li", "2026", "email")
    assert message_id(*whole) == message_id(*whole)
    for place in range(len(whole)):
        changed = [*whole]
        changed[place] += "x"
        assert message_id(*changed) != message_id(*whole)


def test_parts_that_run_together_are_still_different():
    assert message_id("ab", "c", "d", "e", "f") != message_id("a", "bc", "d", "e", "f")
    assert task_id("a", "b", "c", "d") != message_id("a", "b", "c", "d", "")


def test_the_occasion_is_what_the_named_fields_say_or_else_the_event():
    assert occasion_of(("payment_id", "amount.amount"), {"payment_id": "p", "amount": {"amount": "1"}}, "s@1") == "p/1"
    assert occasion_of((), {}, "s@1") == "s@1"
