import re
from collections import Counter
from pathlib import Path

GLOSSARY = Path(__file__).resolve().parents[3] / "docs" / "glossary.md"
HEADS = {"word", "---"}


def test_a_word_has_one_sense_or_says_what_it_is_of():
    left = re.findall(r"^\| *([^|]+?) *\|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    words = Counter(word.strip() for cell in left if cell not in HEADS for word in re.split(r",(?![^(]*\))", cell))
    assert len(words) > 200
    assert [word for word, times in words.items() if times > 1] == []
