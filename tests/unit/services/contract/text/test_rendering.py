from typing import Any

import pytest

from services.contract.text.canonical import FilledClause, canonical, contract_text
from services.contract.text.rendering import check_clause, filled
from services.contract.text.variables import Variable, VariableKind
from shared.values.errors import InvalidFieldError

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


KINDS = ("text", "number", "money", "date", "boolean")
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
