import io
import zipfile

import pytest

from services.contract.file.content import MOST_MEMBERS, kind_of
from services.contract.file.errors import EmptyFileError, FileKindError, FileTooLargeInsideError


def packed(*names: str, content: bytes = b"<x/>") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in names:
            target.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpeg"),
        (b"II*\x00....", "tiff"),
        ("合同 contract".encode(), "text"),
        (packed("word/document.xml", "[Content_Types].xml"), "docx"),
        (packed("xl/workbook.xml"), "xlsx"),
        (packed("OFD.xml", "Doc_0/Document.xml"), "ofd"),
    ],
)
def test_a_file_is_what_its_content_says(data: bytes, kind: str):
    assert kind_of(io.BytesIO(data)) == kind


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFileError),
        (b"MZ\x90\x00program", FileKindError),
        (b"\xff\xfe\xfa", FileKindError),
        (b"PK\x03\x04 and nothing behind it", FileKindError),
        (packed("evil.exe"), FileKindError),
    ],
)
def test_what_is_no_document_or_hides_a_program_is_refused(data: bytes, error: type[Exception]):
    with pytest.raises(error):
        kind_of(io.BytesIO(data))


def test_what_hides_too_many_files_is_refused():
    with pytest.raises(FileTooLargeInsideError):
        kind_of(io.BytesIO(packed("word/document.xml", *(f"{n}.xml" for n in range(MOST_MEMBERS)))))


def test_what_unpacks_to_too_much_is_refused():
    with pytest.raises(FileTooLargeInsideError):
        kind_of(io.BytesIO(packed("word/document.xml", "bomb", content=b"\0" * (120 * 2**20))))
