"""The words that pypinyin spells as a whole, held in 3 MiB: as its own lists and strings they take 45."""

import json
import os
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

# Ours are used instead, and its dictionary of characters is not changed here; read when the library is first imported.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

_LONGEST: Final = 10


class Words:
    """By first character: its words with their syllables, a line each."""

    def __init__(self, lines: str) -> None:
        self._of = {group[0]: f"\n{group}\n" for group in lines.split("\n\n")}

    def cut(self, text: str) -> Iterator[str]:
        """Chinese text in words, the longest first, and characters: as `pypinyin.seg.mmseg.seg.cut` does it."""
        while text:
            of_first = self._of.get(text[0], "")
            for length in range(min(_LONGEST, len(text)), 1, -1):
                if f"\n{text[:length]} " in of_first:
                    break
            else:
                if f"\n{text}" in of_first:  # all that is left begins a word and ends before it
                    yield from text
                    return
                length = 1
            yield text[:length]
            text = text[length:]

    def syllables(self, word: str) -> tuple[str, ...] | None:
        """None for what is no word."""
        of_first = self._of.get(word[0], "")
        at = of_first.find(f"\n{word} ")
        if at < 0:
            return None
        return tuple(of_first[at + len(word) + 2 : of_first.index("\n", at + 1)].split(" "))


@lru_cache(maxsize=1)
def words() -> Words:
    """Read once, in half a second; what reading needs is given back before the words are sorted into their places."""
    return Words(_lines())


def _lines() -> str:
    """The words in their order, those of one first character together and parted by an empty line from the next."""
    from pypinyin import Style
    from pypinyin.style import convert

    found = find_spec("pypinyin")
    assert found is not None  # nosec B101  # noqa: S101 - it was imported just now
    place = next(iter(found.submodule_search_locations or []))
    spelt = lru_cache(maxsize=None)(lambda tone: convert(tone, Style.NORMAL, True, default=tone))
    lines, before = [], ""
    for word, readings in sorted(json.loads((Path(place) / "phrases_dict.json").read_bytes()).items()):
        if before and word[0] != before:
            lines.append("")
        before = word[0]
        lines.append(f"{word} {' '.join(spelt(tones[0]) for tones in readings)}")
    return "\n".join(lines)
