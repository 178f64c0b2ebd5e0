import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.values.pinyin import full_pinyin, initials, spellings, syllables


@pytest.mark.parametrize(
    ("name", "spelt", "first_letters"),
    [
        ("王小明", "wangxiaoming", "wxm"),
        ("单立文", "shanliwen", "slw"),
        ("曾国藩", "zengguofan", "zgf"),
        ("仇英", "qiuying", "qy"),
        ("万俟雪", "moqixue", "mqx"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("吕布", "lvbu", "lb"),
    ],
)
def test_a_persons_name_is_spelt_with_its_surname_reading(name, spelt, first_letters):
    assert full_pinyin(name, surname=True) == spelt
    assert initials(name, surname=True) == first_letters


def test_an_organisations_name_keeps_the_reading_of_its_words():
    assert full_pinyin("重庆长安汽车") == "chongqingchanganqiche"
    assert initials("单片机公司") == "dpjgs"


def test_latin_parts_and_digits_stay_together_in_lower_case():
    assert syllables("南京ABC-12 贸易") == ("nan", "jing", "abc", "12", "mao", "yi")


def test_every_spelling_a_searcher_may_type_is_there():
    assert spellings("单立文") == {"shanliwen", "slw", "danliwen", "dlw"}
    assert spellings("  — ") == frozenset()


@given(st.text(max_size=30))
def test_any_text_can_be_spelt(text):
    assert all(part and part == part.casefold() for part in syllables(text))
    assert len(initials(text)) == len(syllables(text))
