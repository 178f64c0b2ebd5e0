from datetime import UTC, date, datetime

import pytest

from services.notify.recipient.person import Person
from services.notify.rule.definition import Definition, EndsOn, Recipients
from services.notify.rule.shipped import SHIPPED
from services.notify.telling.planning import Fact, Occasion, applies, ends_on, plan_messages, plan_tasks, too_late
from services.notify.template.catalogue import TEMPLATES
from shared.values.calendar import BusinessCalendar

RULES = {definition.code: definition for definition in SHIPPED}
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
CALENDAR = BusinessCalendar()
LI = Person("li", "staff", "zh-CN")
FINANCE = Person("c-1", "contact", "en")
SIGNED = Fact(
    "contract.signed.v1",
    "contract-1@7",
    {
        "contract_id": "1",
        "number": "P-2026-1",
        "title": "Servers",
        "owner_id": "li",
        "signed_on": "2026-03-02",
        "amount": {"amount": "100000.00", "currency": "CNY"},
    },
    "nanjing",
)
PLANNED = Fact(
    "obligation.planned.v1",
    "obligation-9@1",
    {
        "obligation_id": "9",
        "contract_id": "1",
        "owner_id": "li",
        "clause": "4.1",
        "phase": "advance",
        "debtor": "us",
        "due_on": "2026-03-20",
        "amount": {"amount": "30000.00", "currency": "CNY"},
    },
    "nanjing",
)


def occasion(definition: Definition, fact: Fact) -> Occasion:
    return Occasion(1, definition, fact, "P-2026-1", TEMPLATES[definition.template])


def messages(code: str, fact: Fact, *people: Person, **change: object):
    definition = RULES[code].model_copy(update=change)
    return plan_messages(occasion(definition, fact), people, NOW, CALENDAR)


def test_the_owner_is_told_of_the_signing_in_the_inbox_and_by_mail():
    inbox, mail = messages("contract-signed", SIGNED, LI)
    assert (inbox.channel, mail.channel) == ("inbox", "email")
    assert inbox.subject == "contract-1"
    assert inbox.cause == "contract-1@7"
    assert inbox.about == "contract-1"
    assert inbox.facts["amount"] == "100000.00 CNY"
    assert inbox.not_before == NOW


def test_a_message_of_an_obligation_is_about_its_contract():
    (told, *_) = messages("obligation-due", PLANNED, LI)
    assert (told.subject, told.about) == ("obligation-9", "contract-1")


def test_the_same_occasion_has_the_same_ids_and_another_one_others():
    first, again = messages("contract-signed", SIGNED, LI), messages("contract-signed", SIGNED, LI)
    later = Fact(SIGNED.type, "contract-1@9", {**SIGNED.data, "signed_on": "2026-04-01"}, SIGNED.unit)
    redelivered = Fact(SIGNED.type, "contract-1@8", SIGNED.data, SIGNED.unit)
    ids = {message.message_id for message in first}
    assert ids == {message.message_id for message in again}
    assert ids == {message.message_id for message in messages("contract-signed", redelivered, LI)}
    assert ids.isdisjoint(message.message_id for message in messages("contract-signed", later, LI))


def test_without_occasion_fields_every_event_is_an_occasion():
    first = messages("contract-signed", SIGNED, LI, occasion=())[0]
    other = messages("contract-signed", Fact(SIGNED.type, "contract-1@8", SIGNED.data, ""), LI, occasion=())[0]
    assert first.message_id != other.message_id


def test_a_contact_has_no_inbox_here_and_nobody_is_one_intent_that_says_so():
    assert [message.channel for message in messages("contract-signed", SIGNED, FINANCE)] == ["email"]
    (nobody,) = messages("contract-signed", SIGNED)
    assert nobody.recipient_kind == "nobody"


def test_the_first_way_is_tried_alone_when_the_rule_says_so_and_names_what_follows():
    (first,) = messages("contract-signed", SIGNED, LI, sending="first", channels=("email", "inbox"))
    assert (first.channel, first.fallback) == ("email", ("inbox",))


def test_a_message_before_a_date_waits_for_the_opening_hour_of_its_day():
    (inbox, _) = messages("obligation-due", PLANNED, LI)
    assert inbox.not_before == datetime(2026, 3, 13, 1, tzinfo=UTC)
    over = ("obligation.met.v1", "obligation.lapsed.v1", "obligation.changed.v1")
    assert inbox.ends == tuple(EndsOn(event=one, fields=("obligation_id",), values=("9",)) for one in over)


def test_a_message_whose_day_has_come_goes_now_and_one_for_a_past_date_is_too_late():
    near = Fact(PLANNED.type, PLANNED.id, {**PLANNED.data, "due_on": "2026-03-04"}, "")
    past = Fact(PLANNED.type, PLANNED.id, {**PLANNED.data, "due_on": "2026-03-01"}, "")
    assert messages("obligation-due", near, LI)[0].not_before == NOW
    today = date(2026, 3, 2)
    assert not too_late(occasion(RULES["obligation-due"], near), today)
    assert too_late(occasion(RULES["obligation-due"], past), today)


def test_a_task_is_due_on_its_date_and_climbs_two_working_days_later():
    (task,) = plan_tasks(occasion(RULES["obligation-reminder"], PLANNED), [LI, FINANCE], NOW, CALENDAR)
    assert task.assignee == "li"
    assert task.due_on == date(2026, 3, 20)  # a Friday
    assert task.escalate_at == datetime(2026, 3, 24, 1, tzinfo=UTC)


def test_a_rule_speaks_only_of_its_event_where_its_condition_holds():
    imported = Fact("payment.received.v1", "payment-1@1", {"contract_id": "1", "source": "shop"}, "")
    ours = Fact("payment.received.v1", "payment-1@1", {"contract_id": "1", "source": None}, "")
    assert applies(RULES["payment-received"], ours)
    assert not applies(RULES["payment-received"], imported)
    assert not applies(RULES["payment-made"], ours)
    assert not applies(RULES["payment-received"], Fact("payment.received.v1", "payment-1@1", {}, ""))


CHEN = Person("chen", "staff", "zh-CN")
STARTED = {"approval_id": "a", "step": "legal", "subject": "contract-1", "started_at": "2026-03-02T08:00:00Z"}
DECIDED = {"approval_id": "a", "step": "legal", "person": "li", "on_behalf_of": None, "verdict": "approve"}


@pytest.mark.parametrize(
    ("became", "told", "over"),
    [
        ({"step_done": False}, LI, True),
        ({"step_done": False}, CHEN, False),
        ({"step_done": True}, CHEN, True),
        ({"step_done": False, "on_behalf_of": CHEN.id}, CHEN, True),
        ({"step_done": False, "verdict": "return"}, CHEN, True),
        ({"step_done": True, "step": "finance"}, CHEN, False),
        ({"step_done": True, "approval_id": "b"}, LI, False),
    ],
)
def test_an_approval_waits_for_somebody_until_they_decided_or_nobody_needs_to(became: dict, told: Person, over: bool):
    started = Fact("approval.step_started.v1", "approval-a@2", STARTED, "")
    (message, *_) = messages("approval-waiting", started, told)
    decided = {**DECIDED, **became}
    met = [one for one in message.ends if one.event == "approval.decided.v1"]
    assert any(ends_on(one.event, one.fields, decided) == one for one in met) is over


def test_recipients_by_permission_may_take_the_permission_from_the_event():
    waiting = RULES["approval-waiting"]
    assert Recipients(kind="unit", field="unit_id", permission_field="permission") in waiting.to
