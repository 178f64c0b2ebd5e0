from services.portal.pages.ageing.question import ITEMS, PAGE, SHEET, Question


def test_an_address_says_only_what_differs_from_today_s_ageing_of_customers():
    assert Question().at() == PAGE
    asked = Question(by="unit", as_of="2026-03-31", basis="origin")
    assert asked.at() == f"{PAGE}?by=unit&as_of=2026-03-31&basis=origin"


def test_what_only_tells_apart_is_not_asked_of_the_items_and_their_sheet():
    asked = Question(by="unit", currency="CNY")
    assert asked.at(ITEMS, unit_id="u", below=False, bucket="31-60") == (
        f"{ITEMS}?currency=CNY&unit_id=u&bucket=31-60&below=false"
    )
    assert asked.at(SHEET) == f"{SHEET}?currency=CNY"
