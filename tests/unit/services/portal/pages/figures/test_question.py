from services.portal.pages.figures.question import BEHIND, OUTLOOK, PAGE, Question


def test_an_address_says_only_what_differs_from_an_empty_question():
    assert Question().at() == PAGE
    assert Question(by="type", then="month", state="effective").at() == "/figures?by=type&then=month&state=effective"
    assert Question(unit_id="u", below=False).at() == "/figures?unit_id=u&below=false"


def test_what_only_concerns_how_figures_are_shown_is_not_asked_of_the_contracts_behind_them():
    asked = Question(by="type", then="month", show="number", currency="CNY")
    assert asked.at(BEHIND) == "/figures/contracts?currency=CNY"
    assert asked.at(OUTLOOK) == "/figures/outlook?currency=CNY"


def test_a_figure_is_narrowed_by_all_that_tells_it_apart():
    asked = Question(direction="sales").narrowed({"unit": ("u", True), "month": ("2026-03", False)})
    assert asked.said() == {
        "unit_id": "u",
        "below": "false",
        "direction": "sales",
        "first_month": "2026-03",
        "last_month": "2026-03",
    }
    assert asked.narrowed({"unit": ("v", False)}).said()["unit_id"] == "v"
    assert "below" not in asked.narrowed({"unit": ("v", False)}).said()


def test_the_same_dimension_twice_is_one():
    assert Question(by="unit", then="unit").dimensions == ["unit"]
    assert Question(by="unit", then="state").dimensions == ["unit", "state"]
    assert Question(by="state").dimensions == ["state"]
