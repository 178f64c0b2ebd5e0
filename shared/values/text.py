"""Text from outside: trimmed, of bounded length, without characters that no person types into a field."""

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

# Control (NUL among them) and lone surrogate; then what reorders or breaks a line unseen. Unassigned code points pass:
# rare ideographs of people's names enter Unicode faster than Python's tables follow.
REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cs"})
REFUSED_CHARACTERS: Final = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
LINE_CHARACTERS: Final = frozenset("\n\t")
UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Zs"})
# What Unicode calls default-ignorable beyond the category Cf, and the blank of Braille.
UNSEEN_RANGES: Final = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2065, 0x2065),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0xE0000, 0xE0FFF),
)


class TextFormError(ValueError):
    """The text holds a character that no field takes, or is too long or too short."""


def plain(text: str, *, max_length: int, min_length: int = 1, lines: bool = False) -> str:
    r"""The text trimmed and with `\n` as its only line end, if it may stand in a field; raises `TextFormError` if not.

    Lengths are in characters after trimming. NUL, control characters, lone surrogates, noncharacters, line separators
    and bidirectional overrides are refused; line feed and tab pass when `lines` is set. So is a text that is not empty
    and yet shows nothing: a joiner or a variation selector stands only beside what is seen.
    """
    trimmed = text.strip()
    if lines:
        trimmed = trimmed.replace("\r\n", "\n")
    if len(trimmed) < min_length:
        raise TextFormError(f"the text has at least {min_length} characters")
    if len(trimmed) > max_length:
        raise TextFormError(f"the text has at most {max_length} characters")
    if not trimmed.isprintable():
        for character in trimmed:
            if lines and character in LINE_CHARACTERS:
                continue
            if _refused(character):
                raise TextFormError("the text holds a control or invisible formatting character")
    if trimmed and not any(_seen(character) for character in trimmed):
        raise TextFormError("the text has no visible character")
    return trimmed


def _refused(character: str) -> bool:
    point = ord(character)
    noncharacter = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    return noncharacter or character in REFUSED_CHARACTERS or unicodedata.category(character) in REFUSED_CATEGORIES


def _seen(character: str) -> bool:
    if character.isascii():
        return character.isprintable() and character != " "
    point = ord(character)
    unseen = any(first <= point <= last for first, last in UNSEEN_RANGES)
    return not unseen and unicodedata.category(character) not in UNSEEN_CATEGORIES


def normalise(text: str) -> str:
    """The form in which texts are compared and searched: NFKC, case folded, blanks run together.

    Full-width Latin letters and digits become ASCII ones; the result is stable under a second application.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


@dataclass(frozen=True, slots=True)
class PlainText:
    """Marks a string field as plain text of at most `max_length` characters: `Annotated[str, PlainText(200)]`."""

    max_length: int
    min_length: int = 1
    lines: bool = False

    def __call__(self, value: Any) -> str:
        if not isinstance(value, str):
            raise PydanticCustomError("text_type", "text is given as a string")
        try:
            return plain(value, max_length=self.max_length, min_length=self.min_length, lines=self.lines)
        except TextFormError as error:
            raise PydanticCustomError("text_form", "{reason}", {"reason": str(error)}) from error

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self, serialization=core_schema.to_string_ser_schema())

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "minLength": self.min_length, "maxLength": self.max_length}


Name = Annotated[str, PlainText(200)]
"""A name of a person, an organisation or a thing: one line, 1 to 200 characters."""
Line = Annotated[str, PlainText(500, min_length=0)]
"""One line of up to 500 characters, may be empty: a description, a reference."""
Reference = Annotated[str, StringConstraints(strict=True, pattern="^[0-9A-Za-z ./_#:+-]{0,70}$")]
"""Numbers that a payment names, as in a bank's line: ASCII letters, digits, blanks and ./_#:+-, may be empty. No words:
it goes on the wire.
"""
Reason = Annotated[str, PlainText(500)]
"""Why something was done: one line that is not empty."""
Paragraphs = Annotated[str, PlainText(20_000, min_length=0, lines=True)]
"""Text of several lines, up to 20,000 characters."""
Code = Annotated[str, StringConstraints(strict=True, pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""A code of a list: ASCII letters, digits, dot, underscore and hyphen, up to 64."""
