from decimal import Decimal

from services.portal.pages.figures.pivot import MOST_BARS, OTHERS, Cell, Figure, by_currency, chart, pivot
from services.portal.pages.frame.money import Money


def cell(number: int, amount: str) -> Cell:
    return Cell(number, Decimal(amount))


def test_figures_stand_in_lines_and_columns_with_their_sums_the_largest_first():
    told = [
        ("nanjing", "sales", cell(2, "10")),
        ("suzhou", "sales", cell(1, "90")),
        ("nanjing", "purchase", cell(3, "5")),
    ]
    table = pivot(told, "unit", "direction", "amount")
    assert table.columns == ("sales", "purchase")
    assert [(line.key, line.cells, line.whole) for line in table.lines] == [
        ("suzhou", (cell(1, "90"), None), cell(1, "90")),
        ("nanjing", (cell(2, "10"), cell(3, "5")), cell(5, "15")),
    ]
    assert (table.feet, table.whole) == ((cell(3, "100"), cell(3, "5")), cell(6, "105"))
    by_number = pivot(told, "unit", "direction", "number")
    assert ([line.key for line in by_number.lines], by_number.columns) == (["nanjing", "suzhou"], ("purchase", "sales"))


def test_months_stand_in_their_order_whatever_they_come_to():
    told = [("2026-03", "", cell(9, "9")), ("", "", cell(1, "1")), ("2026-01", "", cell(2, "2"))]
    assert [line.key for line in pivot(told, "month", "", "amount").lines] == ["", "2026-01", "2026-03"]


def test_what_comes_twice_under_one_key_is_one_figure():
    table = pivot([("a", "", cell(1, "1")), ("a", "", cell(2, "3"))], "unit", "", "amount")
    assert [line.cells for line in table.lines] == [(cell(3, "4"),)]


def test_beyond_eight_columns_the_smallest_are_one_and_nothing_is_lost():
    told = [("a", f"c{at}", cell(1, str(at))) for at in range(1, 13)]
    table = pivot([*told, ("b", "c1", cell(1, "1"))], "unit", "counterparty", "amount")
    assert (len(table.columns), table.columns[-1]) == (9, OTHERS)
    assert table.columns[0] == "c12"
    assert table.lines[0].cells[-1] == cell(4, "10")
    assert table.lines[1].cells == (*(None,) * 8, cell(1, "1"))
    assert sum((each.amount for each in table.feet), Decimal(0)) == table.whole.amount == Decimal(79)


def test_bars_lead_to_what_is_behind_them():
    table = pivot([("n", "s", cell(1, "2")), ("n", "p", cell(3, "1"))], "unit", "direction", "number")
    drawn = chart(table, "unit", "number", str.upper, str.title, lambda line, column: f"/{line}/{column}")
    assert drawn == {
        "labels": ["N"],
        "series": [
            {"name": "P", "data": [3.0], "links": ["/n/p"], "stack": "all"},
            {"name": "S", "data": [1.0], "links": ["/n/s"], "stack": "all"},
        ],
    }
    assert chart(pivot([], "unit", "", "amount"), "unit", "amount", str, str, str.__add__) is None


def test_of_many_months_the_latest_are_drawn():
    months = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
    table = pivot([(one, "", cell(1, "1")) for one in months], "month", "", "amount")
    drawn = chart(table, "month", "amount", str, str, str.__add__)
    assert drawn is not None
    assert drawn["labels"] == months[-MOST_BARS:]


def test_currencies_are_never_added_up():
    def figure(number: int, amount: str, currency: str) -> Figure:
        return Figure(number=number, amount=Money(amount=amount, currency=currency))

    retail = [figure(9000, "0.00", "USD"), figure(2, "0.00", "GBP")]
    told = by_currency([*retail, figure(2, "1.00", "CNY"), figure(1, "5.00", "EUR"), figure(2, "2.50", "CNY")])
    assert told["CNY"] == cell(4, "3.50")
    assert list(told) == ["EUR", "CNY", "USD", "GBP"]


def test_a_sum_says_how_many_it_leaves_out_and_is_none_where_it_leaves_out_all():
    priced, retail = Cell(2, Decimal(5), 1), Cell(3, Decimal(0), 3)
    table = pivot([("a", "", priced), ("a", "", retail), ("b", "", retail)], "unit", "", "amount")
    assert [(line.key, line.whole.without, line.whole.summed) for line in table.lines] == [
        ("a", 4, True),
        ("b", 3, False),
    ]
    assert (table.whole.number, table.whole.without) == (8, 7)
