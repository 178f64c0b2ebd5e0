"""Names that the product itself gives: shown in the words of their reader, where every other name is somebody's own."""

from collections.abc import Callable
from typing import Final

from services.portal.pages.frame.day_terms import HOLIDAYS
from services.portal.pages.frame.words import N_

TITLES: Final = frozenset({N_("Retail terms")}) | HOLIDAYS
"""What the product itself calls a contract, and a country its holidays; every other title is somebody's own."""


def titled(title: str, say: Callable[[str], str]) -> str:
    """A title as its reader says it where the product gave it, else as it is."""
    return say(title) if title in TITLES else title
