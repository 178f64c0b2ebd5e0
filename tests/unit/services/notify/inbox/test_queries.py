from datetime import UTC, datetime
from typing import Any, cast

import asyncpg
import pytest

from services.notify.inbox.queries import entry

PAID = {"label": "CG-1", "amount": "12.00 CNY", "clause": "4.2", "phase": "advance"}


def row(**said: Any) -> asyncpg.Record:
    """A row as it is read: anything with its columns."""
    columns = {
        "message_id": "m-1",
        "place": 7,
        "subject": "contract-c-1",
        "rule": "payment-made-tell-owner",
        "template": "payment-made",
        "locale": "zh-CN",
        "facts": PAID,
        "settled_at": datetime(2026, 3, 2, tzinfo=UTC),
        "moot_at": None,
    }
    return cast("asyncpg.Record", {**columns, **said})


@pytest.mark.parametrize(
    ("own", "wanted", "title"),
    [
        ("zh-CN", None, "CG-1：已付款 ¥12.00"),
        ("zh-CN", "en", "CG-1: CN¥12.00 paid"),
        ("en", None, "CG-1: CN¥12.00 paid"),
    ],
)
def test_a_line_is_told_in_the_wanted_language_else_in_the_persons_own(own: str, wanted: str | None, title: str):
    told = entry(row(locale=own), wanted)
    assert (told.title, told.place, told.subject) == (title, 7, "contract-c-1")


def test_a_line_calls_nobody_by_name_whatever_the_message_did():
    assert "Li Wei" not in entry(row(facts={**PAID, "name": "Li Wei"}), "en").model_dump_json()
