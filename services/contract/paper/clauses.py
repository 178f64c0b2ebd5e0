"""Paragraphs cut into clauses at their headings."""

import re
from collections.abc import Sequence
from typing import Final

from services.contract.text.document import DocumentClause, Origin

HEADING: Final = re.compile(
    r"(?:第[一二三四五六七八九十百零〇0-9]{1,6}[条章节]|[一二三四五六七八九十]{1,3}、"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}[.、 ]"
    r"|(?:Article|Section|Clause) [0-9]{1,3}(?:\.[0-9]{1,3}){0,3}\b)"
)
"""How Chinese and English contracts begin an article."""
LONGEST_TITLE: Final = 60
MOST: Final = 500


def cut(paragraphs: Sequence[str], origin: Origin) -> list[DocumentClause]:
    """A clause a heading, numbered in order; what stands before the first heading is clause 0. A heading that is
    longer than a title is a clause whose words begin with it.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    for paragraph in paragraphs:
        if HEADING.match(paragraph) and len(found) <= MOST:
            short = len(paragraph) <= LONGEST_TITLE
            found.append((paragraph if short else "", [] if short else [paragraph]))
        else:
            found[-1][1].append(paragraph)
    return [
        DocumentClause(clause=f"p{number}", title=title, risk="high", words="\n".join(words), origin=origin)
        for number, (title, words) in enumerate(found)
        if title or words
    ]
