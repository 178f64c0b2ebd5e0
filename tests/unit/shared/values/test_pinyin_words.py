"""The library, whole, in a process of its own, is the oracle of its words held small."""

import json
import random
import subprocess
import sys

from shared.values.pinyin_words import words

ORACLE = """
import json, sys
from pypinyin import Style
from pypinyin.constants import PHRASES_DICT
from pypinyin.converter import DefaultConverter
from pypinyin.seg.mmseg import seg

def spelt(word):
    return [part[0] for part in DefaultConverter().convert(word, Style.NORMAL, False, "default", strict=True)]

texts = json.load(sys.stdin)
json.dump([{word: spelt(word) for word in PHRASES_DICT}, [list(seg.cut(text)) for text in texts]], sys.stdout)
"""


def asked(texts: list[str]) -> tuple[dict[str, list[str]], list[list[str]]]:
    found = subprocess.run(
        [sys.executable, "-c", ORACLE], input=json.dumps(texts), capture_output=True, text=True, check=True, env={}
    )
    spelt, cut = json.loads(found.stdout)
    return spelt, cut


def test_every_word_is_spelt_and_text_is_cut_into_words_as_by_the_library():
    spelt, _ = asked([])
    chosen, ours = random.Random(20), words()
    names = list(spelt)
    texts = ["".join(chosen.choices(names, k=2))[chosen.randint(0, 3) :][: chosen.randint(1, 6)] for _ in range(20_000)]
    assert {word: list(ours.syllables(word) or ()) for word in names} == spelt
    assert [list(ours.cut(text)) for text in texts] == asked(texts)[1]
    assert ours.syllables("王") is None
