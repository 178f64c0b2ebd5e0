"""A contract's text as it is read: the document apart from its figures, and what changed in both."""

import json
from zoneinfo import ZoneInfo

from services.contract.text.canonical import FilledClause, contract_text
from services.portal.pages.approval.document import Facts, Figures, blocks_of, parted
from services.portal.pages.frame.formats import Formats
from services.portal.pages.frame.words import locale_of

FIGURES = {
    "title": "Servers",
    "direction": "purchase",
    "counterparty_id": "c1",
    "amount": "113000.00 CNY",
    "lines": [
        {
            "line": 1, "description": "Racks", "quantity": "10", "unit": "pcs", "unit_price": "10000.00",
            "net": {"amount": "100000.00", "currency": "CNY"}, "tax_rate": "0.13",
            "tax": {"amount": "13000.00", "currency": "CNY"}, "gross": {"amount": "113000.00", "currency": "CNY"},
        }
    ],
    "plan": [
        {
            "clause": "4.2", "phase": "acceptance", "debtor": "us", "due_on": None,
            "after": {"event": "acceptance", "days": 90}, "amount": {"amount": "73450.00", "currency": "CNY"},
            "conditions": ["acceptance", "invoice"],
        }
    ],
    "term": ["2026-01-01", "", ""],
}  # fmt: skip
CLAUSES = [FilledClause("1", "Subject", "The seller delivers.\nTen racks."), FilledClause("4.2", "验收款", "支付。")]


def facts(before: object, now: object) -> list[tuple[str, str, str]]:
    written = Facts(Formats(locale_of("en"), ZoneInfo("Asia/Shanghai")), str, {"c1": "Bridge Works"})
    old = Figures.model_validate(before) if before else None
    return [(one.name, one.now, one.state) for one in written.compared(old, Figures.model_validate(now))]


def test_a_text_is_parted_into_its_document_and_its_figures():
    document, figures = parted(contract_text(FIGURES, CLAUSES).words)
    assert "{" not in document
    assert figures is not None
    assert figures.amount == "113000.00 CNY"
    assert [(one.number, one.title, one.paragraphs) for one in blocks_of(document)] == [
        ("1", "Subject", ["The seller delivers.", "Ten racks."]),
        ("4.2", "验收款", ["支付。"]),
    ]


def test_a_text_that_ends_in_something_else_is_all_document():
    for words in ("Only words.\n", 'Words\n{\n "no": "figures"\n}\n', "Words\n{\nno json\n"):
        assert parted(words) == (words, None)


def test_a_numbered_sentence_is_a_paragraph_and_a_numbered_line_a_heading():
    blocks = list(blocks_of("Preamble\n第一条 标的：办公家具五十套。\n第二条 价款\n十万元。\n"))
    assert [(one.number, one.title) for one in blocks] == [("", ""), ("第二条", "价款")]
    assert blocks[0].paragraphs == ["Preamble", "第一条 标的：办公家具五十套。"]


def test_the_facts_of_a_first_round_stand_as_they_are():
    assert facts(None, FIGURES) == [
        ("Name of the contract", "Servers", "same"),
        ("Direction", "purchase", "same"),
        ("With", "Bridge Works", "same"),
        ("Amount", "CN¥113,000.00", "same"),
        ("Term", "Jan 1, 2026 – …", "same"),
        ("Line 1", "Racks: 10 pcs × CN¥10,000.00 + 13% = CN¥113,000.00", "same"),
        ("4.2 acceptance", "we · CN¥73,450.00 · 90 days after acceptance · only with acceptance, invoice", "same"),
    ]


def test_what_changed_since_the_round_before_stands_beside_what_it_was():
    before = json.loads(json.dumps(FIGURES))
    before["amount"] = "100000.00 CNY"
    before["plan"][0]["clause"] = "4.1"
    told = {name: (now, state) for name, now, state in facts(before, FIGURES)}
    assert told["Amount"] == ("CN¥113,000.00", "changed")
    assert told["4.2 acceptance"][1] == "new"
    assert told["4.1 acceptance"] == ("", "gone")
    assert told["Name of the contract"][1] == told["Line 1"][1] == "same"


def test_a_contract_that_names_no_amount_says_so_by_what_was_said_or_by_its_type():
    said = {**FIGURES, "amount": "0.00 CNY"}
    formats = Formats(locale_of("en"), ZoneInfo("Asia/Shanghai"))

    def amount(kind: str, **more: str) -> str:
        rows = Facts(formats, str, {}, kind).compared(None, Figures.model_validate({**said, **more}))
        return next(one.now for one in rows if one.name == "Amount")

    assert amount("none") == "without an amount"
    assert amount("fixed", amount_kind="unit_price") == "unit prices only"
    assert amount("fixed") == "CN¥0.00"
    assert amount("none", amount="7.00 CNY") == "CN¥7.00"
