import io
import zipfile

import pytest

from shared.sheets import reading
from shared.sheets.errors import EmptyFileError, OldWorkbookError, TooManyRowsError, UnknownFileError
from shared.sheets.reading import Sheet, read_sheet

from .workbooks import workbook

ROWS = (("1", "长江电缆"), ("2", "Elbe, GmbH"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_as_excel_writes_it(encoding: str, separator: str):
    name = '"Elbe, GmbH"'
    text = f"编号{separator}名称\r\n1{separator}长江电缆\r\n\r\n2{separator}{name}\r\n"
    assert read_sheet(text.encode(encoding)) == Sheet("csv", ("编号", "名称"), ROWS)


def test_a_workbook_is_known_by_its_content_and_its_numbers_are_written_as_one_types_them():
    data = workbook(["编号", "名称", "2026"], [1, "长江电缆", 2.5], [None, None], [2, "Elbe, GmbH", 3.0])
    assert read_sheet(data) == Sheet(
        "xlsx", ("编号", "名称", "2026"), (("1", "长江电缆", "2.5"), ("2", "Elbe, GmbH", "3"))
    )


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name.replace("__", "/") + ".xml", data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"\xd0\xcf\x11\xe0 old", OldWorkbookError),
        (b"PK\x03\x04 broken", UnknownFileError),
        (packed(something=b"else"), UnknownFileError),
        (packed(xl__workbook=b"<workbook/>"), UnknownFileError),
        (b"a,b\n\0,1\n", UnknownFileError),
        (b"\xff\xfe\xff\n", UnknownFileError),
        (b'a,b\n"1"x,2\n', UnknownFileError),
        (b"", EmptyFileError),
        (b"id,name\n,\n", EmptyFileError),
        (b"a" + b",a" * reading.MOST_COLUMNS + b"\n1\n", TooManyRowsError),
    ],
)
def test_what_is_no_file_of_rows_is_refused(data: bytes, refused: type[Exception]):
    with pytest.raises(refused):
        read_sheet(data)


def test_a_workbook_that_unpacks_without_measure_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 100_000)
    with pytest.raises(TooManyRowsError):
        read_sheet(packed(xl__workbook=b"<workbook/>", xl__bomb=b"0" * 100_001))


def test_more_rows_than_a_page_takes_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(TooManyRowsError):
        read_sheet(b"id\n1\n2\n3\n")
