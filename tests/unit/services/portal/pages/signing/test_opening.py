from services.portal.pages.signing.opening import groups_of, holders
from services.portal.pages.signing.seen import Approved, Letter

CONTRACT = Approved.model_validate(
    {
        "contract_id": "c",
        "title": "T",
        "number": "N",
        "state": "approved",
        "direction": "purchase",
        "type_code": "server-purchase",
        "counterparty_id": "p",
        "counterparty_name": None,
        "amount": {"amount": "1.00", "currency": "CNY"},
        "signing_order": ["us", "counterparty"],
        "text_hash": "f",
        "version": 4,
    }
)


def letter(person: str, **more: object) -> Letter:
    said = {"authority_id": person, "person": person, "type_codes": [], "directions": [], "ceiling": None}
    return Letter.model_validate({**said, "valid_to": "2099-12-31", "revoked_on": None, **more})


def test_groups_stand_in_the_order_of_the_type_however_the_form_is_filled_in():
    fields = {
        "contact-k": "yes",
        "role-contact-k": "legal_representative",
        "us-a": "yes",
        "us-b": "yes",
        "us-need": "1",
        "out-0-name": "Ann",
        "out-2-name": "Bo",
        "out-2-email": "bo@example.com",
        "days": "10",
    }
    ours, theirs = groups_of(fields, ["us", "counterparty"])
    assert (ours["side"], ours["need"]) == ("us", 1)
    assert [one["person_id"] for one in ours["signatories"]] == ["a", "b"]
    assert [one.get("name") or one["person_id"] for one in theirs["signatories"]] == ["k", "Ann", "Bo"]
    assert theirs["signatories"][0]["role"] == "legal_representative"
    assert {one["days"] for one in theirs["signatories"]} == {10}
    assert "need" not in theirs
    assert [one["side"] for one in groups_of(fields, ["counterparty", "us"])] == ["counterparty", "us"]


def test_one_after_the_other_is_a_group_each_and_nobody_named_is_no_group():
    assert [
        len(one["signatories"]) for one in groups_of({"us-a": "yes", "us-b": "yes", "us-order": "one"}, ["us"])
    ] == [1, 1]
    assert groups_of({}, ["us", "counterparty"]) == []


def test_only_letters_that_may_reach_the_contract_are_offered():
    letters = [
        letter("a"),
        letter("b", type_codes=["other"]),
        letter("c", directions=["sales"]),
        letter("d", revoked_on="2026-01-01"),
        letter("e", type_codes=["server-purchase"], directions=["purchase"]),
        letter("a", ceiling={"amount": "5.00", "currency": "CNY"}),
    ]
    assert {person: len(held) for person, held in holders(letters, CONTRACT).items()} == {"a": 2, "e": 1}
