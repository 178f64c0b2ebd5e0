"""How a Chinese name is spelt in Latin letters, for search."""

from functools import lru_cache
from typing import Final

from shared.values.pinyin_words import words

# Readings that a character has as a surname and hardly anywhere else; the dictionary gives the everyday one.
SURNAME_READINGS: Final[dict[str, tuple[str, ...]]] = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "令狐": ("ling", "hu"),
    "单": ("shan",),
    "曾": ("zeng",),
    "仇": ("qiu",),
    "解": ("xie",),
    "查": ("zha",),
    "朴": ("piao",),
    "任": ("ren",),
    "华": ("hua",),
    "盖": ("ge",),
    "区": ("ou",),
    "覃": ("qin",),
    "翟": ("zhai",),
    "缪": ("miao",),
    "乐": ("yue",),
    "员": ("yun",),
    "秘": ("bi",),
    "种": ("chong",),
    "洗": ("xian",),
    "冼": ("xian",),
    "折": ("she",),
    "召": ("shao",),
    "宓": ("fu",),
    "车": ("che",),
    "石": ("shi",),
    "燕": ("yan",),
    "纪": ("ji",),
    "逄": ("pang",),
    "隗": ("wei",),
    "繁": ("po",),
    "撒": ("sa",),
    "黑": ("he",),
    "祭": ("zhai",),
    "能": ("nai",),
}
_LONGEST: Final = max(map(len, SURNAME_READINGS))


def syllables(text: str, *, surname: bool = False) -> tuple[str, ...]:
    """The syllables of Chinese text without tones, ü as v; runs of other characters stay together, in lower case.

    With `surname` the first characters are read as a surname: 单立文 is (shan, li, wen). Punctuation and blanks part
    words and vanish.
    """
    head: tuple[str, ...] = ()
    if surname:
        for length in range(_LONGEST, 0, -1):
            if text[:length] in SURNAME_READINGS:
                head, text = SURNAME_READINGS[text[:length]], text[length:]
                break
    return head + _read(text)


def full_pinyin(text: str, *, surname: bool = False) -> str:
    """The syllables run together: 王小明 is "wangxiaoming"."""
    return "".join(syllables(text, surname=surname))


def initials(text: str, *, surname: bool = False) -> str:
    """The first letters of the syllables: 王小明 is "wxm"."""
    return "".join(syllable[0] for syllable in syllables(text, surname=surname))


def spellings(name: str) -> frozenset[str]:
    """Everything a searcher may type for a name: full pinyin and initials, with the surname's reading and without.

    Empty when the name has no character that can be spelt.
    """
    readings = {syllables(name)}
    if any(name.startswith(known) for known in SURNAME_READINGS):
        readings.add(syllables(name, surname=True))
    return frozenset(
        spelling
        for reading in readings
        for spelling in ("".join(reading), "".join(syllable[0] for syllable in reading))
        if spelling
    )


def load() -> None:
    """Reads the dictionary, which takes most of a second: for a service to do before it takes requests."""
    _read("字")


def _read(text: str) -> tuple[str, ...]:
    known = words()
    from pypinyin.constants import RE_HANS
    from pypinyin.seg.simpleseg import simple_seg

    read: list[str] = []
    for part in simple_seg(text):
        for word in known.cut(part) if RE_HANS.match(part) else [part]:
            read.extend(_apart(word) if word.isascii() else _spelt(word))
    return tuple(read)


@lru_cache(maxsize=50_000)
def _spelt(word: str) -> tuple[str, ...]:
    """Of a word as the dictionary has it: names are made of the same ones, and converting takes longest."""
    if (whole := words().syllables(word)) is not None:
        return whole

    from pypinyin import Style
    from pypinyin.converter import DefaultConverter

    read: list[str] = []
    for part, *_ in DefaultConverter().convert(word, Style.NORMAL, False, "default", strict=True):
        read.extend([part] if part.isascii() and part.isalpha() and part.islower() else _apart(part))
    return tuple(read)


def _apart(text: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in text.casefold()).split()
