import re

import pytest

from services.portal.pages.frame.gathering import messages, untranslated
from services.portal.pages.frame.words import LANGUAGES, translations

HOLE = re.compile(r"%\([a-z]+\)s")


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_everything_that_pages_say_is_said_in_every_language(language):
    assert untranslated(language) == []


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_a_translation_has_the_same_holes(language):
    known = translations(language)
    for message in messages():
        if isinstance(message.id, str) and message.id:
            said = known.gettext(message.id)
            assert set(HOLE.findall(said)) == set(HOLE.findall(message.id)), message.id
            assert "%" not in HOLE.sub("", said).replace("%%", ""), said
