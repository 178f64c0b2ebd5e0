import pytest

from shared.messaging.compatibility import breaks


def schema(required=("amount",), **fields):
    known = {"amount": {"$ref": "#/$defs/Money"}, "clause": {"anyOf": [{"type": "string"}, {"type": "null"}]}, **fields}
    money = {"type": "object", "properties": {"amount": {"type": "string"}}, "required": ["amount"]}
    return {
        "type": "object",
        "properties": {name: field for name, field in known.items() if field is not None},
        "required": list(required),
        "$defs": {"Money": money},
    }


def test_the_same_schema_breaks_nobody():
    assert breaks(schema(), schema()) == []


def test_an_optional_field_more_breaks_nobody():
    assert breaks(schema(), schema(note={"type": "string"})) == []


def test_other_words_of_description_break_nobody():
    assert breaks(schema(), {**schema(), "description": "Better said.", "title": "x"}) == []


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (schema(clause=None), "/clause was taken away"),
        (schema(required=()), "/amount was required and is optional"),
        (schema(required=("amount", "clause")), "/clause was optional and is required"),
        (schema(required=("amount", "note"), note={"type": "string"}), "/note is new and required"),
        (schema(amount={"type": "string"}), "/amount"),
        (schema(clause={"anyOf": [{"type": "integer"}, {"type": "null"}]}), "/clause/anyOf/0: type was 'string'"),
        (schema(clause={"anyOf": [{"type": "string"}]}), "/clause"),
        (schema(clause={"type": "string"}), "/clause"),
        (schema(clause={"enum": ["a"]}), "/clause"),
    ],
)
def test_what_could_break_a_reader_is_named_by_its_field(new, problem):
    assert any(problem in one for one in breaks(schema(), new)), breaks(schema(), new)


def test_a_change_deep_in_a_definition_is_found():
    new = schema()
    new["$defs"]["Money"]["properties"]["amount"] = {"type": "number"}
    assert breaks(schema(), new) == ["/amount/amount: type was 'string' and is 'number'"]


def test_a_constant_more_in_a_list_of_constants_is_a_new_version():
    old, new = schema(kind={"enum": ["a", "b"]}), schema(kind={"enum": ["a", "b", "c"]})
    assert breaks(old, new) == ["/kind: enum was ['a', 'b'] and is ['a', 'b', 'c']"]
