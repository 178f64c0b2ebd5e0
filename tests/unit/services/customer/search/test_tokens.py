import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.customer.search.tokens import TOKEN_BYTES, asked, keyed, likeness, of_name, of_number

KEY = bytes(range(32))
han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=6)


@pytest.mark.parametrize("query", ["王小明", "小明", "明", "wangxiaoming", "WangXiao", "wang", "wxm", "wx"])
def test_everything_asked_of_a_name_is_among_its_pieces(query):
    pieces = asked(query)
    assert pieces & of_name("王小明")
    assert pieces - {piece for piece in pieces if piece.startswith("tri:")} <= of_name("王小明")


@pytest.mark.parametrize(
    ("query", "name"), [("Schmidt", "Anna Schmitt"), ("jose", "José García"), ("garcia", "José Garcia")]
)
def test_a_latin_name_shares_pieces_with_one_mistyped(query, name):
    assert asked(query) & of_name(name)


@given(han, st.data())
def test_any_part_of_a_chinese_name_finds_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert asked(part) <= of_name(name)


@given(st.text(max_size=40))
def test_any_text_can_be_asked_and_named(text):
    for token in keyed(of_name(text) | asked(text), KEY):
        assert len(token) == TOKEN_BYTES


def test_tokens_depend_on_the_key_and_tell_nothing_without_it():
    pieces = of_name("王小明")
    assert keyed(pieces, KEY) == keyed(pieces, KEY)
    assert not set(keyed(pieces, KEY)) & set(keyed(pieces, bytes(32)))


def test_a_number_is_one_piece_and_mail_knows_no_case():
    assert of_number("email", "Li@Example.com") == of_number("email", "li@example.com")
    assert not of_number("phone", "+8613800138000") & of_name("13800138000")


def test_likeness_ranks_the_same_name_over_a_similar_one_over_another():
    assert likeness("王小明", "王小明") == 1.0
    assert likeness("wangxiaoming", "王小明") == 1.0
    assert likeness("王小明", "王小明儿") > likeness("王小明", "王小红") > likeness("王小明", "陈静")
    assert likeness("", "王小明") < 0.5
    assert likeness("x", "—") == 0.0
