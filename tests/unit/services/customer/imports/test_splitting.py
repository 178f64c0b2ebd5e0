import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from services.customer.imports.rows import UNREADABLE
from services.customer.imports.splitting import CHUNK_ROWS, LONGEST_ROW, CsvRows, Intake, Lines

HEADINGS = ["source_id", "kind", "name"]
cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


def in_pieces(splitter: Lines | CsvRows, content: bytes, size: int) -> list[bytes]:
    rows = [row for start in range(0, len(content), size) for row in splitter.feed(content[start : start + size])]
    return [*rows, *splitter.finish()]


@given(st.lists(st.binary(min_size=1, max_size=30)), st.integers(1, 50))
def test_lines_are_the_same_however_the_file_arrives(rows, size):
    content = b"\n".join(rows)
    whole = in_pieces(Lines(), content, len(content) or 1)
    assert in_pieces(Lines(), content, size) == whole


def test_blank_lines_carriage_returns_and_a_byte_order_mark_are_no_rows():
    assert in_pieces(Lines(), b'\xef\xbb\xbf{"a": 1}\r\n\r\n  \n{"b": 2}', 5) == [b'{"a": 1}', b'{"b": 2}']


def test_a_line_without_end_is_one_unreadable_row_and_keeps_no_memory():
    lines = Lines()
    assert list(lines.feed(b"x" * (LONGEST_ROW + 1))) == []
    for _ in range(100):
        assert list(lines.feed(b"x" * 10_000)) == []
    assert len(lines._rest) <= LONGEST_ROW
    assert list(lines.feed(b"tail\n{}\n")) == [UNREADABLE, b"{}"]


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8), st.integers(1, 40))
def test_a_csv_row_means_its_cells_under_their_headings(rows, size):
    written = io.StringIO()
    csv.writer(written).writerows([HEADINGS, *rows])
    found = in_pieces(CsvRows(), written.getvalue().encode(), size)
    expected = [{name: cell.strip() for name, cell in zip(HEADINGS, row, strict=True) if cell.strip()} for row in rows]
    assert [json.loads(row) for row in found] == expected


def test_a_csv_row_that_is_no_text_or_has_surplus_cells_is_unreadable():
    assert in_pieces(CsvRows(), b'a,b\n\xff\xfe,1\n1,2,3\n"open,1', 100) == [UNREADABLE, UNREADABLE, UNREADABLE]


def test_headings_put_identifiers_contacts_and_roles_where_they_belong():
    content = b"Source_ID,roles,phone,email,contact_name,contact_role\n7,supplier; partner,123,,Li,buyer\n"
    (row,) = in_pieces(CsvRows(), content, 1000)
    assert json.loads(row) == {
        "source_id": "7",
        "roles": ["supplier", "partner"],
        "identifiers": [{"kind": "phone", "value": "123"}],
        "contacts": [{"name": "Li", "role": "buyer"}],
    }


async def test_an_intake_gives_chunks_and_knows_the_whole():
    content = b"\n".join(b'{"n": %d}' % number for number in range(2 * CHUNK_ROWS + 1))

    async def pieces():
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]

    intake = Intake("jsonl")
    sizes = [len(chunk) async for chunk in intake.chunks(pieces())]
    assert sizes == [CHUNK_ROWS, CHUNK_ROWS, 1]
    assert (intake.rows, intake.size) == (2 * CHUNK_ROWS + 1, len(content))
    assert len(intake.file_hash) == 64
