import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.contract.imports.intake import LONGEST_ROW, UNREADABLE, FileTooLargeError, Intake
from services.contract.imports.rows import RowRejectedError, read_purchase
from shared.values.money import Money

ROW = {"source_id": "p1", "customer_source_id": "7", "date": "1997-01-01", "amount": "29.33", "quantity": 2}


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def cut(*parts: bytes, size: int = 2) -> list[list[str]]:
    return [chunk async for chunk in Intake().chunks(pieces(*parts), size)]


async def test_rows_are_cut_wherever_the_pieces_end():
    assert await cut(b"\xef\xbb\xbfa\nb", b"b\n\n", b"c\r\nd") == [["a", "bb"], ["c\r", "d"]]


async def test_a_row_too_long_or_no_utf8_stands_as_unreadable_and_the_rest_is_read():
    long = b"x" * (LONGEST_ROW + 1)
    assert await cut(long, b"yy\n\xff\nb", size=9) == [[UNREADABLE, UNREADABLE, "b"]]


async def test_the_hash_is_the_whole_files_however_it_comes():
    one, other = Intake(), Intake()
    await one.whole(pieces(b"a\nb"))
    [_ async for _ in other.chunks(pieces(b"a", b"\nb"), 1)]
    assert one.file_hash == other.file_hash


async def test_a_whole_file_has_a_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.contract.imports.intake.LARGEST_WHOLE", 3)
    with pytest.raises(FileTooLargeError):
        await Intake().whole(pieces(b"ab", b"cd"))


def test_an_amount_is_text_in_the_imports_currency_or_money():
    assert read_purchase(json.dumps(ROW)).money("USD") == Money.of("29.33", "USD")
    money = {"amount": "29.33", "currency": "EUR"}
    assert read_purchase(json.dumps({**ROW, "amount": money})).money("USD") == Money.of("29.33", "EUR")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"date": "1997-02-30"}, "date"),
        ({"amount": 29.33}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"quantity": True}, "quantity"),
        ({"source_id": ""}, "source_id"),
        ({"unknown": 1}, "unknown"),
        ({"customer_id": "01234567-89ab-7def-8123-456789abcdef"}, ""),
    ],
)
def test_a_wrong_row_names_its_column_and_not_its_value(change: dict[str, Any], column: str):
    with pytest.raises(RowRejectedError) as rejected:
        read_purchase(json.dumps({**ROW, **change}))
    assert rejected.value.faults[0].column.startswith(column)


@pytest.mark.parametrize("line", ["", "no json", UNREADABLE, "[]", '{"a": NaN}', '{"source_id": "\\ud800"}'])
def test_a_line_that_is_no_purchase_is_rejected(line: str):
    with pytest.raises(RowRejectedError):
        read_purchase(line)
