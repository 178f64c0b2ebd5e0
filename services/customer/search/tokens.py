"""What a person is found by: pieces of the name and whole numbers, each under a keyed hash.

The database then holds neither name nor number; it does show which persons share a piece, which is accepted.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from shared.security.sealing import derive
from shared.settings import platform_settings
from shared.values.pinyin import spellings, syllables
from shared.values.text import normalise

TOKEN_BYTES: Final = 16
LONGEST_NAME: Final = 100
SHORTEST_SPELT: Final = 2
LONGEST_SPELT: Final = 24
_HAN: Final = (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)


def keyed(pieces: Iterable[str], key: bytes) -> list[bytes]:
    """The tokens of the pieces under a key (HMAC-SHA256 cut to 16 bytes), sorted."""
    return sorted(hmac.digest(key, piece.encode(), hashlib.sha256)[:TOKEN_BYTES] for piece in set(pieces))


def of_name(name: str) -> set[str]:
    """All pieces a name is found by: characters, pairs of them, spellings, trigrams of Latin words."""
    text = _compared(name)
    return _characters(text) | _spelt(text) | _trigrams(text)


def of_number(kind: str, value: str) -> set[str]:
    """The piece a number in its normal form is found by, e-mail whatever its case."""
    return {f"number:{kind}:{value.casefold()}"}


def asked(query: str) -> set[str]:
    """The pieces of what somebody typed into a search field; a subset of them is in every fitting name."""
    text = _compared(query)
    han = "".join(character for character in text if is_han(character))
    if len(han) > 1:
        return {f"pair:{pair}" for pair in _pairs(han)}
    if han:
        return {f"one:{han}"}
    letters = "".join(text.split())
    return _trigrams(text) | ({f"spelt:{letters[:LONGEST_SPELT]}"} if letters else set())


def is_han(character: str) -> bool:
    """Whether a character is a Chinese ideograph."""
    return any(first <= ord(character) <= last for first, last in _HAN)


def likeness(query: str, name: str) -> float:
    """How well a name fits what was asked, 0 to 1: by its characters, or by its spelling when that fits better."""
    wanted, text = _compared(query), _compared(name)
    letters = "".join(wanted.split())
    return max(_ratio(wanted, text), *(_ratio(letters, spelling) for spelling in spellings(text)), 0.0)


def _compared(text: str) -> str:
    """Normalised and without accents, of bounded length."""
    parts = unicodedata.normalize("NFD", normalise(text))
    return "".join(part for part in parts if not unicodedata.combining(part))[:LONGEST_NAME]


def _ratio(wanted: str, text: str) -> float:
    if wanted and wanted in text:
        return 0.9 + 0.1 * len(wanted) / len(text)
    return SequenceMatcher(None, wanted, text, autojunk=False).ratio()


def _characters(text: str) -> set[str]:
    han = "".join(character for character in text if is_han(character))
    return {f"one:{character}" for character in han} | {f"pair:{pair}" for pair in _pairs(han)}


def _pairs(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)]


def _spelt(text: str) -> set[str]:
    readings = {syllables(text), syllables(text, surname=True)}
    spelt = {"".join(reading) for reading in readings}
    spelt |= {"".join(syllable[0] for syllable in reading) for reading in readings}
    return {
        f"spelt:{spelling[:length]}"
        for spelling in spelt
        for length in range(SHORTEST_SPELT, min(len(spelling), LONGEST_SPELT) + 1)
    }


def _trigrams(text: str) -> set[str]:
    words = [word for word in text.split() if not any(map(is_han, word))]
    padded = [f"  {word} " for word in words]
    return {f"tri:{word[place : place + 3]}" for word in padded for place in range(len(word) - 2)}


def search_key() -> bytes:
    """The installation's key of search tokens."""
    return derive(platform_settings().secret.get_secret_value(), "search tokens")
