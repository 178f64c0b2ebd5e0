"""The languages of the pages: English in the code, others in catalogues beside this file."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from fastapi import Request

from services.portal.pages.frame.cookies import LANGUAGE

CATALOGUES: Final = Path(__file__).parent / "catalogues"
LANGUAGES: Final = {"zh-CN": "中文", "en": "English"}
"""The languages by their tags, each in its own name; the first is that of a reader who says nothing."""
DEFAULT: Final = "zh-CN"


def N_(message: str) -> str:  # noqa: N802 - the name that extraction of messages knows
    """Marks a message that is translated where it is shown."""
    return message


def language_of(request: Request, own: str = "") -> str:
    """The one chosen in this browser, else the person's own, else the first the browser accepts, else Chinese."""
    chosen = request.cookies.get(LANGUAGE, "")
    if chosen in LANGUAGES:
        return chosen
    if own in LANGUAGES:
        return own
    for wanted in request.headers.get("accept-language", "").split(","):
        tag = wanted.partition(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return DEFAULT


@cache
def locale_of(language: str) -> Locale:
    """How numbers, dates and money are written."""
    return Locale.parse(language, sep="-")


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; English needs none."""
    path = CATALOGUES / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale_of(language))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
