import pytest

from services.portal.pages.figures.units import Tree

TREE = Tree(
    {"hq": None, "jiangsu": "hq", "nanjing": "jiangsu", "suzhou": "jiangsu", "sales": "nanjing"},
    {"hq": "HQ"},
)


def test_the_way_down_to_a_unit():
    assert TREE.path("sales") == ["hq", "jiangsu", "nanjing", "sales"]
    assert TREE.path("unheard of") == []


@pytest.mark.parametrize(
    ("units", "above"),
    [
        (["nanjing", "suzhou"], "jiangsu"),
        (["nanjing", "sales"], "nanjing"),
        (["sales"], "sales"),
        (["sales", "hq"], "hq"),
        ([], ""),
    ],
)
def test_figures_begin_at_the_lowest_unit_that_is_above_all_of_them(units: list[str], above: str):
    assert TREE.common(units) == above


def test_a_unit_counts_under_the_one_right_below_where_one_looks_and_the_root_for_itself():
    assert TREE.under("jiangsu", "sales") == ("nanjing", False)
    assert TREE.under("jiangsu", "suzhou") == ("suzhou", False)
    assert TREE.under("jiangsu", "jiangsu") == ("jiangsu", True)
    assert TREE.under("nanjing", "suzhou") == ("suzhou", True)
