import io
import zipfile
from typing import Any

import pytest

from services.contract.paper.clauses import cut
from services.contract.paper.docx import check_paper, fill_paper, words_of
from services.contract.text.rendering import ready
from services.contract.text.variables import Variable
from shared.values.errors import InvalidFieldError
from tests.unit.services.contract.paper.papers import paper

VARIABLES = (Variable(name="buyer", kind="text"), Variable(name="urgent", kind="boolean", required=False))
WORDS = ("第一条 标的", "The seller sells to {{ buyer }}.", "{% if urgent %}At once.{% endif %}")


def known(**values: Any) -> dict[str, Any]:
    return ready(VARIABLES, {"buyer": "南京 <分公司> & Co", **values})


def test_fields_are_filled_in_and_what_is_filled_in_stays_text():
    filled = fill_paper(paper(*WORDS), known(urgent=True))
    assert words_of(filled, "/file_id") == [
        "第一条 标的",
        "The seller sells to 南京 <分公司> & Co.",
        "At once.",
    ]


def test_the_same_values_give_the_same_bytes():
    one, other = fill_paper(paper(*WORDS), known()), fill_paper(paper(*WORDS), known())
    assert one == other
    assert {member.date_time for member in zipfile.ZipFile(io.BytesIO(one)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    "words",
    [
        "{% for one in buyer %}{{ one }}{% endfor %}",
        "{{ buyer.__class__.__mro__ }}",
        "{{ unknown }}",
        "{% include 'x' %}",
        "{{ cycler.__init__ }}",
        "{{ buyer",
    ],
)
def test_a_paper_that_loops_or_reaches_outside_is_refused(words: str):
    with pytest.raises(InvalidFieldError) as refused:
        check_paper(paper(words), ["buyer"], "/file_id")
    assert refused.value.details["errors"][0]["pointer"] == "/file_id"


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in zip("abcdef", "bcdefg", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        paper("&undefined;"),
        paper("<w:t>"),
        paper(
            "&x;",
            before='<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        paper("&g;", before=LAUGHS),
    ],
)
def test_a_document_that_is_broken_or_hostile_says_nothing(data: bytes):
    try:
        words = words_of(data, "/file_id")
    except InvalidFieldError:
        return
    assert not any("root:" in one or "haha" in one for one in words)


def test_paragraphs_are_cut_into_clauses_at_their_headings():
    clauses = cut(["合同", "第一条 标的", "十台风机", "交货", "2. Price", "Ten", "Article 3 " + "long " * 20], "paper")
    assert [(one.clause, one.title, one.words) for one in clauses[:3]] == [
        ("p0", "", "合同"),
        ("p1", "第一条 标的", "十台风机\n交货"),
        ("p2", "2. Price", "Ten"),
    ]
    assert (clauses[3].title, clauses[3].words[:9]) == ("", "Article 3")
