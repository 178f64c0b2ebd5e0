"""Words as they are searched for: one form of each character, nothing that is not seen, single blanks."""

import re
import unicodedata
from typing import Final

UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]+")
HYPHEN: Final = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
HAN: Final = "\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
WITHIN: Final = re.compile(f"(?<=[{HAN}])\\s+(?=[{HAN}])")
BLANKS: Final = re.compile(r"\s+")


def tidy(text: str) -> str:
    """The text in compatibility form (a ligature is its letters), in one line."""
    plain = unicodedata.normalize("NFKC", UNSEEN.sub(" ", text))
    return BLANKS.sub(" ", plain).strip()


def lines_joined(page: str) -> str:
    """The lines of a page as a text that was broken to fit it: Chinese goes on without a blank, a hyphen is undone."""
    return WITHIN.sub("", HYPHEN.sub("", unicodedata.normalize("NFKC", page)))
