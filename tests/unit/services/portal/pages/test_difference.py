from services.portal.pages.approval.difference import Piece, difference


def test_the_same_text_has_no_difference():
    assert difference("a\nb\n", "a\nb\n") == []


def test_a_change_is_shown_by_the_word_with_three_lines_around_it():
    before = "".join(f"line {n}\n" for n in range(20))
    after = before.replace("line 10", "line ten")
    assert difference(before, after) == [
        Piece("left out", "7"),
        Piece("same", "line 7\nline 8\nline 9\n"),
        Piece("same", "line "),
        Piece("gone", "10"),
        Piece("new", "ten"),
        Piece("same", "\n"),
        Piece("same", "line 11\nline 12\nline 13\n"),
        Piece("left out", "6"),
    ]


def test_chinese_is_compared_by_the_character():
    assert difference("验收后付款百分之六十五。\n", "验收后付款百分之七十五。\n") == [
        Piece("same", "验收后付款百分之"),
        Piece("gone", "六"),
        Piece("new", "七"),
        Piece("same", "十五。\n"),
    ]


def test_what_is_not_left_out_is_the_later_text():
    before, after = "one\ntwo\nthree\n", "one\n2\nthree\nfour\n"
    kept = [piece.words for piece in difference(before, after) if piece.kind in ("same", "new")]
    assert "".join(kept) == after
