from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.portal.pages.frame.formats import Formats
from services.portal.pages.frame.words import locale_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def formats(language: str) -> Formats:
    return Formats(locale_of(language), SHANGHAI)


@pytest.mark.parametrize(
    ("language", "amount", "currency", "whole", "short"),
    [
        ("en", "113000.00", "CNY", "CN¥113,000.00", "CN¥113K"),
        ("zh-CN", "113000.00", "CNY", "¥113,000.00", "¥11.3万"),
        ("zh-CN", "1250.5", "CNY", "¥1,250.50", "¥1,250.50"),
        ("en", "-2500000", "USD", "-$2,500,000.00", "-$2.5M"),
        ("en", "120000", "JPY", "¥120,000", "¥120K"),
    ],
)
def test_money_is_written_as_its_reader_does(language, amount, currency, whole, short):
    money = {"amount": amount, "currency": currency}
    assert formats(language).money(money) == whole
    assert formats(language).compact(money) == short


def test_a_moment_is_told_in_the_zone_of_the_installation():
    assert "2026" in formats("en").moment(datetime(2025, 12, 31, 17, 0, tzinfo=UTC))


def test_a_business_date_has_no_zone():
    assert formats("zh-CN").day("2026-01-02") == "2026年1月2日"
    assert formats("en").day(None) == ""
