import pytest

from services.notify.identity import rule_id
from services.notify.rule.aggregate import RULE, DefineRule, RuleCodeChangedError, decide
from services.notify.rule.definition import Ending, Recipients
from services.notify.rule.events import RuleDefined
from services.notify.rule.expression import ExpressionError
from services.notify.rule.shipped import SHIPPED
from services.notify.template.catalogue import TEMPLATES
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(RULE, decide)
SIGNED = SHIPPED[0]
FIRST = RuleDefined(rule_id="r", version=1, enabled=True, definition=SIGNED)


def define(definition=SIGNED, *, enabled=True):
    return DefineRule("r", definition, enabled, TEMPLATES.keys())


def test_a_rule_begins_with_version_one():
    given().when(define()).then(FIRST)


def test_every_change_is_a_version_and_saying_the_same_again_is_none():
    given(FIRST).when(define(enabled=False)).then(FIRST.model_copy(update={"version": 2, "enabled": False}))
    given(FIRST).when(define()).then()


def test_a_rule_keeps_its_code():
    given(FIRST).when(define(SHIPPED[1])).fails(RuleCodeChangedError)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"condition": "open('f')"}, ExpressionError),
        ({"template": "no-such"}, InvalidFieldError),
        ({"on": "message.sent.v1"}, InvalidFieldError),
        ({"ends": (Ending(event="rule.defined.v1", same=("x",)),)}, InvalidFieldError),
        ({"to": (Recipients(kind="owner"),)}, InvalidFieldError),
        ({"to": (Recipients(kind="person"),)}, InvalidFieldError),
    ],
)
def test_a_rule_that_could_never_work_is_refused(change, error):
    given().when(define(SIGNED.model_copy(update=change))).fails(error)


@pytest.mark.parametrize("definition", SHIPPED, ids=lambda definition: definition.code)
def test_every_shipped_rule_can_be_defined(definition):
    first = RuleDefined(rule_id="r", version=1, enabled=True, definition=definition)
    given().when(define(definition)).then(first)


def test_shipped_rules_have_codes_of_their_own_and_each_unit_may_lay_down_its_own_version():
    codes = [definition.code for definition in SHIPPED]
    assert (
        len({rule_id(code, unit) for code in codes for unit in ("hq", "nanjing")})
        == 2 * len(set(codes))
        == 2 * len(codes)
    )
