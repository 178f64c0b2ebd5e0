from zoneinfo import ZoneInfo

from services.portal.pages.drafting.comments import threads
from services.portal.pages.drafting.figures import figure_rows
from services.portal.pages.drafting.seen import Comment, FigureChange
from services.portal.pages.frame.formats import Formats
from services.portal.pages.frame.words import locale_of

FORMATS = Formats(locale_of("en"), ZoneInfo("Asia/Shanghai"))


def rows(*changes: tuple[str, object, object]) -> list[tuple[str, str, str]]:
    told = [FigureChange(pointer=at, before=before, after=after) for at, before, after in changes]
    return [(one.name, one.before, one.after) for one in figure_rows(told, FORMATS, lambda words: words)]


def test_figures_that_differ_are_named_and_written_for_their_reader():
    money = {"amount": "5.00", "currency": "CNY"}
    assert rows(
        ("/amount", "1.00 CNY", "2.00 CNY"),
        ("/plan/0/amount/amount", "1.00", "2.00"),
        ("/plan/1", None, {"clause": "4", "phase": "advance", "amount": money, "secured": False}),
        ("/lines/0/net/amount", "1.00", "2.00"),
        ("/term/1", "", "2026-03-31"),
        ("/plan/0/after", None, {"event": "acceptance", "days": 30}),
        ("/names/us", "A", "B"),
    ) == [
        ("Amount", "CN¥1.00", "CN¥2.00"),
        ("Payment 1 · Amount", "1.00", "2.00"),
        ("Payment 2", "", "4 · advance · CN¥5.00 · no"),
        ("Line 1 · Net", "1.00", "2.00"),
        ("Term until", "", "Mar 31, 2026"),
        ("Payment 1 · Due", "", "30 days after acceptance"),
    ]


def test_an_answer_to_an_answer_belongs_to_the_first_remark():
    def remark(name: str, reply_to: str | None = None) -> Comment:
        said = {"comment_id": name, "reply_to": reply_to, "made_at": "2026-03-02T00:00:00Z", "words": name}
        return Comment.model_validate(
            {**said, "text_hash": "f", "clause": "1", "made_by": "p", "resolved": False, "comment_id": name}
        )

    found = threads([remark("a"), remark("b", "a"), remark("c", "b"), remark("d"), remark("e", "gone")])
    assert [(first.comment_id, [one.comment_id for one in rest]) for first, rest in found] == [
        ("a", ["b", "c"]),
        ("d", []),
        ("e", []),
    ]
