"""A form of the table becomes the body of its command."""

from dataclasses import replace

from services.portal.pages.doing.doing import Doing, Field

NAME = Field("name", "Name", required=True)
REGION = Field("region", "Region")
ROLES = Field("roles", "Roles", "checks", options={"customer": "customer", "supplier": "supplier"})
NUMBERS = Field("numbers", "Numbers", "pairs", options={"phone": "Phone", "iban": "IBAN"})
REASON = Field("reason", "Reason", "long", required=True)


def doing(method: str = "POST", **says: str) -> Doing:
    fields = (NAME, REGION, ROLES, NUMBERS, REASON)
    return Doing("Change", "a.b.c", "customer", "/v1/x", fields, "Done", method, says=says)


def test_what_a_form_leaves_empty_is_not_said():
    said = doing(outcome="accepted").body({"name": "Yunzhan", "reason": ""}, {})
    assert said == {"outcome": "accepted", "name": "Yunzhan", "reason": ""}


def test_sums_whole_numbers_and_parts_of_a_body_are_said_as_the_service_has_them():
    fields = (
        Field("cost", "Cost", "money"),
        Field("opening.count", "Charges", "count"),
        Field("opening.amount", "Their sum", "figure"),
        Field("assets", "Assets", "pairs", pair=("class_code", "name")),
    )
    asks = Doing("Enter", "a.b.c", "asset", "/v1/x", fields, "Done")
    typed = {"cost": "1,200.50", "cost-currency": "EUR", "opening.count": "3", "opening.amount": "¥ 40"}
    said = asks.body({**typed, "assets-0-kind": "A01", "assets-0-value": "Press"}, {})
    assert said == {
        "cost": {"amount": "1200.50", "currency": "EUR"},
        "opening": {"count": 3, "amount": "40"},
        "assets": [{"class_code": "A01", "name": "Press"}],
    }
    assert asks.body({"cost": "", "cost-currency": "EUR", "opening.count": ""}, {}) == {}
    assert asks.body({"opening.count": "three"}, {}) == {"opening": {"count": "three"}}


def test_a_box_is_said_where_it_is_ticked_and_an_edit_says_that_it_no_longer_is():
    asks = Doing("Judge", "a.b.c", "contract", "/v1/x", (Field("blocked", "Stopped", "yes"),), "Done")
    assert asks.body({"blocked": "yes"}, {}) == {"blocked": True}
    assert asks.body({}, {}) == {}
    assert replace(asks, method="PATCH").body({}, {"blocked": "yes"}) == {"blocked": False}


def test_choices_and_pairs_become_lists_in_their_order():
    fields = {"roles-supplier": "yes", "roles-customer": "yes", "numbers-2-kind": "iban", "numbers-2-value": "DE1"}
    said = doing().body({**fields, "numbers-0-kind": "phone", "numbers-0-value": "1", "numbers-1-kind": "phone"}, {})
    assert said["roles"] == ["customer", "supplier"]
    assert said["numbers"] == [{"kind": "phone", "value": "1"}, {"kind": "iban", "value": "DE1"}]


def test_lines_become_a_list_of_words_and_an_edit_says_those_that_differ():
    asks = Doing("Register", "a.b.c", "notify", "/v1/x", (Field("events", "Events", "lines"),), "Done")
    assert asks.body({"events": "contract/*\n asset/asset.* "}, {}) == {"events": ["contract/*", "asset/asset.*"]}
    edit = replace(asks, method="PATCH")
    assert edit.body({"events": "a b"}, {"events": "a\nb"}) == {}
    assert edit.body({"events": "a"}, {"events": "a\nb"}) == {"events": ["a"]}


def test_an_edit_says_what_differs_and_takes_away_what_is_empty_now():
    began = {"name": "Yunzhan", "region": "Jiangsu", "roles-customer": "yes", "numbers-0-kind": "phone"}
    began |= {"numbers-0-value": "1"}
    said = doing("PATCH").body({"name": "Yunzhan", "roles-customer": "yes", "reason": "moved"}, began)
    assert said == {"name": "Yunzhan", "region": None, "numbers": [], "reason": "moved"}


def test_a_form_shows_blank_rows_behind_those_that_say_something():
    assert NUMBERS.shown({}) == [0, 1]
    assert NUMBERS.shown({"numbers-3-value": "1", "numbers-4-value": ""}) == [3, 4, 5]
