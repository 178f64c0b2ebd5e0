"""Every rule that ships is told in words, and its form says the rule that was shown until something is changed."""

import json

import pytest

from services.notify.rule.definition import Definition
from services.notify.rule.expression import compile_expression
from services.notify.rule.schemas import RuleBody
from services.notify.rule.shipped import SHIPPED
from services.portal.pages.administration.rules.forms import definition_by, fields_of
from services.portal.pages.administration.rules.saying import DATES, PEOPLE, UNITS, moment_of, whom
from services.portal.pages.administration.rules.seen import Recipients, Rule
from services.portal.pages.frame.facts import fact_of
from services.portal.pages.frame.terms import TERMS

BY_CODE = {one.code: one for one in SHIPPED}


def rule(definition: Definition) -> Rule:
    said = json.loads(definition.model_dump_json())
    return Rule(code=definition.code, version=0, enabled=True, definition=said)


def same(text: str) -> str:
    return text


def test_every_rule_has_a_name_and_words_for_what_it_hears_whom_it_tells_and_when():
    assert {one.code for one in SHIPPED} - TERMS.keys() == set()
    assert [one.on for one in SHIPPED if fact_of(one.on) == one.on] == []
    staff = {each.field for one in SHIPPED for each in one.to if each.kind in ("owner", "manager")}
    assert staff - PEOPLE.keys() == set()
    assert {each.field for one in SHIPPED for each in one.to if each.kind == "unit"} - UNITS.keys() == set()
    assert {one.date_field for one in SHIPPED if one.date_field} - DATES.keys() == set()


@pytest.mark.parametrize("definition", SHIPPED, ids=[one.code for one in SHIPPED])
def test_a_form_that_nobody_touched_says_the_rule_as_it_is(definition: Definition):
    shown = rule(definition)
    said = definition_by(shown, fields_of(shown))
    assert said == shown.definition
    body = {"unit_id": "nanjing", "enabled": True, "definition": said}
    assert RuleBody.model_validate_json(json.dumps(body)).definition == definition


def test_people_are_added_and_left_out_and_managers_are_told_too():
    shown = rule(BY_CODE["signature-reminder"])
    fields = fields_of(shown) | {"to-0": "", "managers": "yes", "person": "01a2", "channels-email": "", "days": "x"}
    said = definition_by(shown, fields)
    assert said["to"] == [
        shown.definition["to"][1],
        {"kind": "manager", "field": "owner_id"},
        {"kind": "person", "person": "01a2"},
    ]
    assert said["channels"] == ["inbox"]
    assert said["days"] == "x"
    assert Definition.model_validate({**said, "days": 0}, strict=False).to[1].kind == "manager"


def test_a_moment_and_a_recipient_are_told_in_words():
    assert moment_of(rule(BY_CODE["obligation-due"]).says, same) == "7 days before the day it is due"
    assert moment_of(rule(BY_CODE["obligation-reminder"]).says, same) == "on the day it is due"
    assert moment_of(rule(BY_CODE["payment-made"]).says, same) == "at once"
    holders = Recipients(kind="unit", field="receiver", permission="asset.transfer.receive")
    told = whom(holders, same, {}, {"asset.transfer.receive": "Accept or refuse what is in transit to a unit"})
    assert told == "who may “Accept or refuse what is in transit to a unit” in the receiving unit"
    assert whom(Recipients(kind="person", person="7"), same, {"7": "李雷"}, {}) == "李雷"
    assert whom(Recipients(kind="owner", field="carrier"), same, {}, {}) == "whom the event names in carrier"


def test_the_condition_that_the_form_gives_as_an_example_can_be_read():
    compile_expression('amount.amount >= 100000 and direction == "purchase"')
