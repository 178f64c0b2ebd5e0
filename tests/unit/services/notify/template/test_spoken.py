"""Facts are told as their reader writes them."""

import pytest

from services.notify.template.catalogue import TEMPLATES
from services.notify.template.rendering import told
from services.notify.template.spoken import spoken

FACTS = {
    "label": "CG-001 servers",
    "amount": "73450.00 CNY",
    "clause": "4.2",
    "phase": "acceptance",
    "due_on": "2026-08-05",
    "expires_at": "2026-08-05T01:30:00+00:00",
}


def test_money_days_moments_and_phases_are_said_in_chinese():
    assert spoken(FACTS, "zh-CN") == {
        "label": "CG-001 servers",
        "amount": "¥73,450.00",
        "clause": "4.2",
        "phase": "验收",
        "due_on": "2026年8月5日",
        "expires_at": "2026年8月5日 09:30:00",
    }


def test_and_in_english():
    said = spoken(FACTS, "en")
    assert (said["amount"], said["phase"], said["due_on"]) == ("CN¥73,450.00", "acceptance", "Aug 5, 2026")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reference", "2026-08-05"),
        ("title", "100 CNYs"),
        ("label", "12.50 CNY and more"),
        ("due_on", ""),
        ("due_on", "soon"),
        ("expires_at", "never"),
        ("phase", "of-our-own"),
        ("name", "Acceptance"),
    ],
)
def test_what_is_nothing_of_these_stays_as_it_is(name: str, value: str):
    assert spoken({name: value}, "zh-CN") == {name: value}


def test_a_reader_of_a_language_without_texts_gets_facts_in_that_of_the_text():
    template = TEMPLATES["payment-made"]
    facts = {"label": "CG-001", "amount": "1.00 CNY", "clause": "4.2", "phase": "advance", "name": ""}
    assert told(template, "fr", facts).body == "按第 4.2 条（预付）已付款 ¥1.00。"
