import unicodedata
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from shared.values.text import Code, Name, Paragraphs, PlainText, TextFormError, normalise, plain


class Card(BaseModel):
    name: Name
    note: Paragraphs = ""


class Coded(BaseModel):
    code: Code


def test_text_is_trimmed_ideographic_blanks_included():
    assert Card(name="\u3000 王小明 \n").name == "王小明"


@pytest.mark.parametrize("name", ["", "   ", "\u3000", "x" * 201, 1, True, None, b"abc"])
def test_empty_long_or_other_values_are_no_name(name):
    with pytest.raises(ValidationError):
        Card(name=name)


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\ud800",
        "\u202e",
        "\u2066",
        "\u2028",
        "\ufeff",
        "\uffff",
        "\ufdd0",
        "\n",
        "\t",
    ],
)
def test_a_character_that_no_person_types_is_refused(character):
    with pytest.raises(ValidationError):
        Card(name=f"a{character}b")


@pytest.mark.parametrize(
    "name",
    ["Łukasz O’Neill-Šćepanović", "محمد بن علي", "नरेंद्र", "𠮷田", "\U00031350某", "👩‍👩‍👧 family", "شرکت‌ها"],
)
def test_names_of_the_world_pass(name):
    assert Card(name=name).name == name


@pytest.mark.parametrize(
    "name",
    ["\u200b", "\u200b \u200d", "\u2060\u00ad", "\u3164", "\u2800\u2800", "\ufe0f", "\U000e0041", "\u115f\u1160"],
)
def test_a_text_that_shows_nothing_is_refused_where_one_is_asked_for_and_where_it_may_be_empty(name):
    with pytest.raises(ValidationError):
        Card(name=name)
    with pytest.raises(ValidationError):
        Card(name="a", note=f"\n{name}")
    assert Card(name=f"a{name}b").name == f"a{name}b"


def test_lines_pass_where_lines_are_expected():
    assert Card(name="a", note="one\r\n\ttwo\n").note == "one\n\ttwo"
    with pytest.raises(ValidationError):
        Card(name="a", note="bell\x07")


def test_a_lone_surrogate_in_json_is_refused():
    with pytest.raises(ValidationError):
        Card.model_validate_json(r'{"name": "a\ud800b"}')


@given(st.text())
def test_any_text_passes_trimmed_or_is_refused(text):
    try:
        kept = plain(text, max_length=100)
    except TextFormError:
        return
    assert kept == kept.strip()
    assert 1 <= len(kept) <= 100
    assert not {unicodedata.category(character) for character in kept} & {"Cc", "Cs"}
    assert kept.encode()


def test_length_counts_after_trimming():
    class Short(BaseModel):
        text: Annotated[str, PlainText(3)]

    assert Short(text="  abc  ").text == "abc"
    assert Short.model_json_schema()["properties"]["text"] == {
        "maxLength": 3,
        "minLength": 1,
        "title": "Text",
        "type": "string",
    }


@pytest.mark.parametrize("code", ["", "-a", "a b", "é", "x" * 65, 5, "a/b", "a\n"])
def test_a_code_is_ascii_and_short(code):
    with pytest.raises(ValidationError):
        Coded(code=code)


def test_comparison_forgets_width_case_and_blanks():
    assert normalise("  ＡＢＣ１２３\u3000有限公司 ") == "abc123 有限公司"
    assert normalise("Straße") == normalise("STRASSE")


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
