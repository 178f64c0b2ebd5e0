"""Facts are told as their reader writes them."""

import pytest

from services.notify.template.catalogue import TEMPLATES
from services.notify.template.rendering import told
from services.notify.template.spoken import ROLES, spoken
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.words import translations
from services.portal.role.shipped import SHIPPED

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


@pytest.mark.parametrize(
    ("label", "chinese", "english"),
    [
        ("access: cashier", "权限申请（出纳）", "Request for access (cashier)"),
        ("access: asset_keeper", "权限申请（资产管理员）", "Request for access (asset keeper)"),
        ("access: 前台", "权限申请（前台）", "Request for access (前台)"),
        ("access: group.front-office", "权限申请（角色组）", "Request for access (a group of roles)"),
        ("access: only.contract.payment.order", "权限申请（单项权限）", "Request for access (a single permission)"),
        ("accessories", "accessories", "accessories"),
    ],
)
def test_a_request_for_access_is_told_in_words_and_never_by_its_code(label: str, chinese: str, english: str):
    assert (spoken({"label": label}, "zh-CN"), spoken({"label": label}, "en")) == (
        {"label": chinese},
        {"label": english},
    )


def test_roles_go_by_the_words_that_pages_have_for_them():
    assert ROLES["zh"] == {role: translations("zh-CN").gettext(TERMS[role]) for role in SHIPPED}
