from typing import Any

import pytest

from services.portal.pages.drafting.fields import body_of, fields_of, figure, sent
from services.portal.pages.drafting.seen import Document, Variable

PLANNED = {
    "clause": "4.1",
    "phase": "advance",
    "debtor": "us",
    "due_on": None,
    "after": {"event": "signing", "days": 10},
    "amount": {"amount": "113000.00", "currency": "CNY"},
    "conditions": ["invoice"],
    "instrument": "advance",
    "secured": True,
}
LINE = {
    "description": "Servers",
    "quantity": "10",
    "unit": "pcs",
    "unit_price": "10000.00",
    "tax_rate": "0.13",
    "tax_on": "2026-03-02",
    "product_code": "SRV-1",
}
FIGURES = {
    "amount": "113000.00 CNY",
    "term": ["2026-01-01", "", ""],
    "lines": [LINE],
    "plan": [PLANNED],
    "forum": "Shanghai",
    "copies": 2,
    "parties": [{"role": "guarantor", "customer_id": "c-2"}],
    "names": {"c-2": "A bank"},
}
VARIABLES = [
    Variable(name="goods", kind="text"),
    Variable(name="damages", kind="number"),
    Variable(name="cap", kind="money"),
    Variable(name="secrecy", kind="period"),
    Variable(name="buyer", kind="party"),
    Variable(name="insured", kind="boolean"),
    Variable(name="left", kind="text", required=False),
]
VALUES = {
    "goods": "Servers",
    "damages": "20",
    "cap": {"amount": "100.00", "currency": "EUR"},
    "secrecy": {"number": "3", "unit": "year"},
    "buyer": {"name": "A Ltd", "identifier": "1"},
    "insured": True,
}


def clause(name: str, origin: str = "template", **more: Any) -> dict[str, Any]:
    return {"clause": name, "title": f"T{name}", "risk": "low", "words": f"Words {name}.", "origin": origin, **more}


def document(*clauses: dict[str, Any], **more: Any) -> Document:
    said = {"language": "en", "title": "Servers", "type_name": "Purchase", "parties": [], "figures": FIGURES}
    return Document.model_validate({**said, "clauses": clauses, "values": VALUES, "template_id": "t", **more})


def told_again(one: Document, **typed: str) -> dict[str, Any]:
    return body_of({**fields_of(one, "c-1", "fixed", stands=True), **typed}, VARIABLES).body


def test_a_form_that_nobody_changed_says_what_the_version_said():
    body = told_again(document(clause("1")))
    assert body["variables"] == VALUES
    assert body["lines"] == [LINE]
    assert body["plan"] == [{name: value for name, value in PLANNED.items() if name != "due_on"}]
    assert body["parties"] == [{"role": "guarantor", "customer_id": "c-2", "name": "A bank"}]
    assert (body["clauses"], body["omitted"]) == ([], [])
    assert (body["term_from"], body["forum"], body["copies"]) == ("2026-01-01", "Shanghai", 2)
    assert body["amount"] == {"amount": "113000.00", "currency": "CNY"}


def test_each_way_in_which_a_clause_may_stand_is_said_as_the_service_reads_it():
    held = {"title": "T", "risk": "low", "words": "As it was."}
    one = document(
        clause("1"),
        clause("2", "changed", instead_of=held),
        clause("3", "fallback", clause_id="s-3", instead_of=held),
        clause("8", "own"),
        omitted=[clause("4")],
    )
    body = told_again(one)
    assert body["clauses"] == [
        {"clause": "2", "text": "Words 2.", "title": "T2"},
        {"clause": "3", "clause_id": "s-3"},
        {"clause": "8", "text": "Words 8.", "title": "T8", "after": "3"},
    ]
    assert body["omitted"] == ["4"]
    again = told_again(one, **{"clause-2-how": "as_is", "clause-8-how": "omit", "clause-4-how": "as_is"})
    assert [one["clause"] for one in again["clauses"]] == ["3"]
    assert again["omitted"] == []


def test_a_copy_without_template_or_file_says_every_clause_itself():
    one = document(clause("p1", "paper"), clause("p2", "paper"), template_id=None)
    body = body_of(fields_of(one, "c-1", "fixed", stands=False), []).body
    assert [(each["clause"], each.get("after")) for each in body["clauses"]] == [("p1", None), ("p2", "p1")]


def test_a_refusal_is_told_at_the_field_that_it_is_about():
    typed = {"plan-3-clause": "4", "plan-3-amount": "1", "clause-4.1-how": "own", "clause-4.1-text": "x"}
    said = body_of({**typed, "add-0-clause": "9", "add-0-text": "y"}, VARIABLES)
    errors = [
        {"pointer": "/plan/0/amount/amount", "detail": "a"},
        {"pointer": "/plan/0", "detail": "b"},
        {"pointer": "/plan", "detail": "c"},
        {"pointer": "/variables/goods", "detail": "d"},
        {"pointer": "/clauses/0/text", "detail": "e"},
        {"pointer": "/clauses/1/clause", "detail": "f"},
        {"pointer": "/term_to", "detail": "g"},
    ]
    assert said.wrong(errors) == {
        "plan-3-amount": "a",
        "plan-3": "b",
        "plan": "c",
        "var-goods": "d",
        "clause-4.1-text": "e",
        "add-0-clause": "f",
        "term_to": "g",
    }
    assert said.wrong(None) == {}


def test_a_product_s_price_may_be_left_to_the_tariff_and_no_other_line_s():
    row = {"line-0-description": "Fan", "line-0-quantity": "2", "line-0-tax_rate": "13"}
    assert body_of(row, []).body["lines"][0]["unit_price"] == ""
    assert body_of({**row, "line-0-product_code": "FAN-1"}, []).body["lines"] == [
        {"description": "Fan", "quantity": "2", "tax_rate": "0.13", "product_code": "FAN-1"}
    ]


def test_empty_rows_say_nothing_and_lines_end_in_one_way():
    fields = sent({"plan-0-debtor": "us", "line-0-unit": "pcs", "text": " a\r\nb \r\n", "file": object()})
    body = body_of(fields, []).body
    assert (body["plan"], body["lines"], body["text"]) == ([], [], "a\nb")


@pytest.mark.parametrize(("typed", "plain"), [("¥113,000.00", "113000.00"), ("0", "0"), ("1,2", "1,2"), ("abc", "abc")])
def test_a_figure_is_taken_as_people_write_it(typed: str, plain: str):
    assert figure(typed) == plain


@pytest.mark.parametrize(("typed", "share"), [("13", "0.13"), ("6%", "0.06"), ("", "0"), ("x", "x")])
def test_a_tax_rate_is_typed_in_percent(typed: str, share: str):
    body = body_of({"line-0-description": "A", "line-0-tax_rate": typed}, []).body
    assert body["lines"][0]["tax_rate"] == share


def test_under_a_master_contract_its_words_are_not_said_again_and_the_contract_stays_under_it():
    one = document(clause("1"), clause(""), template_id=None)
    one = one.model_copy(update={"figures": {**FIGURES, "under": "m-1"}})
    body = told_again(one)
    assert (body["master_id"], body.get("text"), body["clauses"]) == ("m-1", None, [])


def test_renewal_and_the_terms_of_a_master_are_said_again():
    renewal = {"months": 12, "notice_days": 60, "times": 2}
    cap = {"amount": "9000.00", "currency": "CNY"}
    quantities = [{"product_code": "SRV-1", "quantity": "50"}]
    master = {"cap": cap, "quantities": quantities, "open_clauses": ["2", "3.1"], "units": ["u-1"]}
    one = document(clause("1"))
    one = one.model_copy(update={"figures": {**FIGURES, "renewal": renewal, "master": master}})
    body = told_again(one)
    assert (body["renewal"], body["master"]) == (renewal, master)
