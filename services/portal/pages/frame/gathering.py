"""`python -m services.portal.pages.frame.gathering`: brings the catalogues in step with what the pages say."""

import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from services.portal.pages.frame.words import CATALOGUES, LANGUAGES, locale_of

ROOMS: Final = Path(__file__).parents[1]
METHODS: Final = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS: Final = {"**.html": {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS: Final = {**DEFAULT_KEYWORDS, "N_": None}


def messages() -> Catalog:
    """Every message of the pages' code and templates, without places: they would change with every edit."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for _file, _line, message, comments, context in extract_from_dir(ROOMS, METHODS, OPTIONS, KEYWORDS):
        found.add(message, auto_comments=comments, context=context)
    return found


def updated(language: str) -> Catalog:
    """The catalogue of a language with what is said now: new messages are untranslated, gone ones are gone."""
    path = CATALOGUES / f"{language}.po"
    known = Catalog(locale=locale_of(language))
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=locale_of(language))
    known.update(messages(), no_fuzzy_matching=True, update_header_comment=False)
    known.obsolete.clear()
    return known


def untranslated(language: str) -> list[str]:
    """Messages of today that the catalogue has no words for."""
    return sorted(
        message.id if isinstance(message.id, str) else message.id[0]
        for message in updated(language)
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    )


def main() -> int:
    """Writes the catalogues and tells what is untranslated."""
    CATALOGUES.mkdir(exist_ok=True)
    for language in LANGUAGES:
        if language != "en":
            catalogue = updated(language)
            with (CATALOGUES / f"{language}.po").open("wb") as file:
                write_po(file, catalogue, width=0, sort_output=True, omit_header=True, no_location=True)
            sys.stdout.write("".join(f"{language}: {one}\n" for one in untranslated(language)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
