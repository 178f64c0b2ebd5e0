from collections.abc import Sequence
from typing import Any

import pytest

from services.contract.text import rendering
from services.contract.text.canonical import FilledClause, canonical, contract_text
from services.contract.text.rendering import check_clause, check_condition, holds, ready
from services.contract.text.variables import Language, Variable, VariableKind, check_declared
from shared.values.errors import InvalidFieldError


def filled(
    words: list[str], variables: Sequence[Variable], values: dict[str, Any], language: Language = "zh"
) -> list[str]:
    return rendering.filled(words, ready(variables, values, language))


VARIABLES = (
    Variable(name="buyer", kind="text"),
    Variable(name="price", kind="money"),
    Variable(name="warranty", kind="boolean", required=False),
)
VALUES = {"buyer": "南京分公司", "price": {"amount": "12.50", "currency": "CNY"}}


def test_variables_and_conditions_are_filled_in():
    words = "{{ buyer }} pays {{ price }}.{% if warranty %} With warranty.{% endif %}"
    assert filled([words], VARIABLES, VALUES) == ["南京分公司 pays 12.50 CNY."]
    assert filled([words], VARIABLES, {**VALUES, "warranty": True})[0].endswith("With warranty.")


def test_what_is_filled_in_is_never_read_as_a_placeholder():
    assert filled(["{{ buyer }}"], VARIABLES, {**VALUES, "buyer": "{{ price }}"}) == ["{{ price }}"]


@pytest.mark.parametrize(
    "words",
    [
        "{% for x in buyer %}{{ x }}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ buyer.__class__ }}",
        "{{ buyer['__class__'] }}",
        "{{ buyer.format() }}",
        "{{ buyer | attr('x') }}",
        "{{ cycler }}",
        "{% include 'x' %}",
        "{% set x = 1 %}",
        "{{ unknown }}",
        "{{ buyer",
        "{% if " + "(" * 5000 + "buyer" + ")" * 5000 + " %}{% endif %}",
        "{% if buyer %}" * 150 + "{% endif %}" * 150,
        "{{ buyer }}" * 2001,
    ],
)
def test_a_clause_with_anything_but_variables_and_conditions_is_refused(words: str):
    with pytest.raises(InvalidFieldError):
        check_clause(words, [variable.name for variable in VARIABLES], "/clauses/0/text")


@pytest.mark.parametrize(
    "values",
    [
        {"buyer": "x"},
        {**VALUES, "buyer": 7},
        {**VALUES, "price": "12.50"},
        {**VALUES, "price": {"amount": "1.234", "currency": "CNY"}},
        {**VALUES, "warranty": "yes"},
        {**VALUES, "other": "x"},
        {**VALUES, "buyer": "x" * 20_001},
        {**VALUES, "buyer": "x\u202ey"},
    ],
)
def test_values_are_given_for_every_variable_in_its_kind(values: dict[str, Any]):
    with pytest.raises(InvalidFieldError):
        filled(["{{ buyer }}"], VARIABLES, values)


KINDS = ("text", "number", "money", "date", "period", "party", "boolean")
SHAPES = ([], {}, [1], {"a": 1}, {"amount": [], "currency": 1}, {"amount": "1.00", "currency": "?"}, 1.5, 10**40)
WRONG = [(kind, shape) for kind in KINDS for shape in SHAPES]
WRONG += [(kind, text) for kind in KINDS if kind != "text" for text in ("1e999", "x", "")]


@pytest.mark.parametrize(("kind", "given"), WRONG)
def test_a_value_of_another_shape_is_refused_by_its_name(kind: VariableKind, given: Any):
    with pytest.raises(InvalidFieldError) as refused:
        filled(["{{ v }}"], [Variable(name="v", kind=kind)], {"v": given})
    assert refused.value.details["errors"] == [{"pointer": "/variables/v", "detail": f"a {kind} is needed"}]


def test_a_long_value_repeated_over_and_over_is_stopped_before_it_fills_the_memory():
    words = ["{{ buyer }}" * 9_000] * 200
    with pytest.raises(InvalidFieldError, match="1000000"):
        filled(words, VARIABLES, {**VALUES, "buyer": "x" * 20_000})


@pytest.mark.parametrize(
    ("kind", "given", "language", "shown"),
    [
        ("period", {"number": "12", "unit": "month"}, "zh", "12个月"),
        ("period", {"number": "12", "unit": "month"}, "en", "12 month(s)"),
        ("party", {"name": "南京云栈科技有限公司", "identifier": "91320100MA1XYZ"}, "zh", "南京云栈科技有限公司"),
    ],
)
def test_periods_and_parties_show_in_the_templates_language(
    kind: VariableKind, given: Any, language: Language, shown: str
):
    assert filled(["{{ v }}"], [Variable(name="v", kind=kind)], {"v": given}, language) == [shown]


@pytest.mark.parametrize(
    ("declared", "given", "reason"),
    [
        ({"kind": "number", "least": "1", "most": "60"}, "0", "it is at least 1"),
        ({"kind": "number", "least": "1", "most": "60"}, "61", "it is at most 60"),
        ({"kind": "date", "least": "2026-01-01"}, "2025-12-31", "it is at least 2026-01-01"),
        ({"kind": "money", "most": "100"}, {"amount": "100.01", "currency": "CNY"}, "it is at most 100"),
        ({"kind": "choice", "choices": ("EXW", "CIF")}, "FOB", "it is none of the choices"),
        ({"kind": "choice", "choices": ("EXW", "CIF")}, ["EXW"], "a choice is needed"),
        ({"kind": "period"}, {"number": "1.5", "unit": "year"}, "a period is needed"),
        ({"kind": "period"}, {"number": "-1", "unit": "year"}, "a period is needed"),
        ({"kind": "period"}, {"number": "1", "unit": "century"}, "a period is needed"),
        ({"kind": "party"}, {"name": ""}, "a party is needed"),
        ({"kind": "party"}, {"name": "x", "other": "y"}, "a party is needed"),
    ],
)
def test_a_value_outside_its_bounds_is_refused_by_its_name(declared: dict[str, Any], given: Any, reason: str):
    with pytest.raises(InvalidFieldError) as refused:
        filled(["{{ v }}"], [Variable(name="v", **declared)], {"v": given})
    assert refused.value.details["errors"] == [{"pointer": "/variables/v", "detail": reason}]


def test_a_default_stands_where_nothing_is_given():
    days = Variable(name="days", kind="number", default="30")
    assert (filled(["{{ days }}"], [days], {}), filled(["{{ days }}"], [days], {"days": "60"})) == (["30"], ["60"])


@pytest.mark.parametrize(
    ("declared", "place"),
    [
        ({"kind": "number", "least": "x"}, "/variables/0/least"),
        ({"kind": "text", "most": "5"}, "/variables/0/most"),
        ({"kind": "number", "least": "2", "most": "1"}, "/variables/0/most"),
        ({"kind": "choice"}, "/variables/0/choices"),
        ({"kind": "choice", "choices": ("a", "a")}, "/variables/0/choices"),
        ({"kind": "number", "choices": ("1",)}, "/variables/0/choices"),
        ({"kind": "number", "most": "10", "default": "11"}, "/variables/0/default"),
        ({"kind": "date", "default": True}, "/variables/0/default"),
    ],
)
def test_a_declaration_that_nothing_can_meet_is_refused_where_it_is_wrong(declared: dict[str, Any], place: str):
    with pytest.raises(InvalidFieldError) as refused:
        check_declared([Variable(name="v", **declared)], "/variables")
    assert refused.value.details["errors"][0]["pointer"] == place


def test_a_condition_is_one_expression_that_is_true_or_not():
    known = ready(VARIABLES, VALUES)
    check_condition("price.amount > 10", ["price"], "/x")
    assert (holds("price.amount > 10", known), holds("price.amount > 100", known)) == (True, False)


@pytest.mark.parametrize("condition", ["x %}{{ buyer }}{% if x", "unknown", "range(9)", "", "buyer if"])
def test_a_condition_that_is_more_is_refused(condition: str):
    with pytest.raises(InvalidFieldError):
        check_condition(condition, ["buyer", "x"], "/clauses/0/condition")


def test_comparing_what_cannot_be_compared_is_refused_and_no_fault():
    other = Variable(name="other", kind="money")
    values = {**VALUES, "other": {"amount": "1.00", "currency": "USD"}}
    for words in ("{% if buyer > 3 %}{% endif %}", "{% if price > other %}{% endif %}"):
        with pytest.raises(InvalidFieldError):
            filled([words], [*VARIABLES, other], values)


@pytest.mark.parametrize(("kind", "given"), [("number", "12.5"), ("date", "2026-03-02"), ("text", "x")])
def test_values_show_as_they_were_written(kind: VariableKind, given: str):
    assert filled(["{{ v }}"], [Variable(name="v", kind=kind)], {"v": given}) == [given]


def test_one_text_has_one_canonical_form():
    assert canonical("a \r\nb\u0065\u0301\n\n") == canonical("a\nb\u00e9")
    assert canonical("a\nb").words == "a\nb\n"
    assert len(canonical("a").hash) == 64


def test_a_changed_figure_changes_the_hash_as_a_changed_word_does():
    clause = FilledClause("1", "Goods", "Ten fans")
    one = contract_text({"amount": "1.00"}, [clause])
    assert one.hash == contract_text({"amount": "1.00"}, [clause]).hash
    assert one.hash != contract_text({"amount": "2.00"}, [clause]).hash
    assert one.hash != contract_text({"amount": "1.00"}, [FilledClause("1", "Goods", "Ten vans")]).hash
