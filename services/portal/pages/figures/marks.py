"""What was searched for, marked where it stands."""

import re
from collections.abc import Iterator


def marked(text: str, asked: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it was asked for: in small and capital letters alike."""
    terms = sorted(set(asked.split()), key=lambda term: (-len(term), term))
    if not terms:
        yield text, False
        return
    pattern = re.compile("|".join(map(re.escape, terms)), re.IGNORECASE)
    at = 0
    for found in pattern.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found[0], True
        at = found.end()
    if at < len(text):
        yield text[at:], False
