"""What somebody who works here is found by: beginnings of words, and characters, each under a keyed hash."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

from shared.security.sealing import derive
from shared.settings import platform_settings
from shared.values.text import normalise

TOKEN_BYTES: Final = 16
LONGEST_PIECE: Final = 24
MOST_ASKED: Final = 20


def pieces_of(*texts: str) -> set[str]:
    """Every piece under which the texts are found: each beginning of each word, and each character beyond ASCII."""
    words = [word[:LONGEST_PIECE] for text in texts for word in _words(text)]
    beginnings = {word[:length] for word in words for length in range(1, len(word) + 1)}
    return beginnings | {sign for word in words for sign in word if not sign.isascii()}


def asked(query: str) -> set[str]:
    """The pieces that everybody who fits a query has: its words as they stand, characters beyond ASCII one by one."""
    found: set[str] = set()
    for word in _words(query):
        if word.isascii():
            found.add(word[:LONGEST_PIECE])
        else:
            found.update(sign for sign in word if not sign.isascii())
    return set(sorted(found)[:MOST_ASKED])


def tokens_of(pieces: Iterable[str]) -> list[bytes]:
    """The pieces as they lie in the table."""
    key = derive(platform_settings().secret.get_secret_value(), "staff tokens")
    return sorted(hmac.digest(key, piece.encode(), hashlib.sha256)[:TOKEN_BYTES] for piece in pieces)


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in normalise(text)).split()
