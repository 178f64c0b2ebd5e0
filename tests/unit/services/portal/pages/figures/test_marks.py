import pytest

from services.portal.pages.figures.marks import marked


@pytest.mark.parametrize(
    ("text", "asked", "pieces"),
    [
        ("甲方供应服务器十台", "服务器", [("甲方供应", False), ("服务器", True), ("十台", False)]),
        ("Fans and FANS", "fans", [("Fans", True), (" and ", False), ("FANS", True)]),
        ("price of fans", "of fans", [("price ", False), ("of", True), (" ", False), ("fans", True)]),
        ("a+b (c)", "a+b", [("a+b", True), (" (c)", False)]),
        ("服务器采购", "服务 服务器", [("服务器", True), ("采购", False)]),
        ("nothing of it", "else", [("nothing of it", False)]),
        ("all of it", "", [("all of it", False)]),
    ],
)
def test_what_was_asked_for_is_marked_wherever_it_stands(text: str, asked: str, pieces: list[tuple[str, bool]]):
    assert list(marked(text, asked)) == pieces
    assert "".join(piece for piece, _ in marked(text, asked)) == text
