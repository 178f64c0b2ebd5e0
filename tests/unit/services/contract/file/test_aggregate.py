from services.contract.file.aggregate import (
    FILE,
    AttachFile,
    DiscardFile,
    FileTakenError,
    FileWithStandard,
    NoteWords,
    PictureProduct,
    StoreFile,
    decide,
)
from services.contract.file.events import (
    FileAttached,
    FileDiscarded,
    FileFiled,
    FilePictured,
    FileStored,
    FileWordsRead,
)
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(FILE, decide)
STORED = FileStored(file_id="f", kind="pdf", size=9, hash="a" * 64)
ATTACHED = FileAttached(file_id="f", contract_id="c")
FILED = FileFiled(file_id="f", standard_id="s", customer_id="k", unit_id="u")
GONE = FileDiscarded(file_id="f")


def test_a_file_is_stored_and_belongs_to_one_contract():
    given().when(StoreFile(STORED)).then(STORED)
    given(STORED).when(AttachFile("c")).then(ATTACHED)
    given(STORED, ATTACHED).when(AttachFile("c")).then()
    given(STORED, ATTACHED).when(AttachFile("other")).fails(FileTakenError)


def test_what_no_contract_took_up_is_discarded_once_and_what_one_did_stays():
    given(STORED).when(DiscardFile()).then(GONE)
    given(STORED, GONE).when(DiscardFile()).then()
    given(STORED, ATTACHED).when(DiscardFile()).then()
    given(STORED, GONE).when(AttachFile("c")).fails(NotPossibleNowError)


def test_a_file_is_the_document_of_one_standard_and_of_nothing_else():
    file_it = FileWithStandard("s", "k", "u")
    given(STORED).when(file_it).then(FILED)
    given(STORED, FILED).when(file_it).then()
    given(STORED, FILED).when(FileWithStandard("other", "k", "u")).fails(FileTakenError)
    given(STORED, FILED).when(AttachFile("c")).fails(FileTakenError)
    given(STORED, ATTACHED).when(file_it).fails(FileTakenError)
    given(STORED, FILED).when(DiscardFile()).then()
    given(STORED, GONE).when(file_it).fails(NotPossibleNowError)


def test_what_came_of_looking_for_its_words_is_told_once_of_an_attached_file():
    read = FileWordsRead(file_id="f", contract_id="c", outcome="read", reason=None, characters=7)
    given(STORED, ATTACHED).when(NoteWords("read", None, 7)).then(read)
    given(STORED, ATTACHED, read).when(NoteWords("read", None, 7)).then()
    given(STORED, ATTACHED, read).when(NoteWords("failed", "encrypted", 0)).then(
        FileWordsRead(file_id="f", contract_id="c", outcome="failed", reason="encrypted", characters=0)
    )
    given(STORED).when(NoteWords("none", None, 0)).fails(NotPossibleNowError)
    of_standard = FileWordsRead(
        file_id="f", contract_id="", outcome="none", reason=None, characters=0, standard_id=FILED.standard_id
    )
    given(STORED, FILED).when(NoteWords("none", None, 0)).then(of_standard)


def test_a_file_is_the_picture_of_one_product_and_is_not_read():
    picture = PictureProduct("p", "/images/0")
    pictured = FilePictured(file_id="f", product_id="p")
    given(STORED).when(picture).then(pictured)
    given(STORED, pictured).when(picture).then()
    given(STORED, pictured).when(PictureProduct("other", "/images/1")).fails(FileTakenError)
    given(STORED, ATTACHED).when(picture).fails(FileTakenError)
    given(STORED, pictured).when(DiscardFile()).then()
    given(STORED, pictured).when(NoteWords("none", None, 0)).fails(NotPossibleNowError)
