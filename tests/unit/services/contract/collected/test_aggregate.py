from datetime import date

from services.contract.collected.aggregate import COLLECTED, BookRecord, SeeAgain, TakeRecord, decide
from services.contract.collected.events import RecordBooked, RecordDiffered, RecordTaken, Said
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(COLLECTED, decide)
DAY = date(2026, 3, 2)
TAKEN = RecordTaken(
    collected_id="r",
    source="erp",
    content_hash="a",
    said=Said(kind="order", source_id="4500", on=DAY),
    follows=None,
)
BOOKED = RecordBooked(
    collected_id="r",
    source="erp",
    kind="order",
    contract_id="k",
    document_id="o",
    clause=None,
    phase=None,
    by="person",
    excess=None,
    effective_on=DAY,
)


def differed(content_hash: str) -> RecordDiffered:
    return RecordDiffered(collected_id="r", content_hash=content_hash, effective_on=DAY)


def test_a_record_is_taken_once():
    given().when(TakeRecord(TAKEN)).then(TAKEN)
    given(TAKEN).when(TakeRecord(TAKEN)).fails(NotPossibleNowError)


def test_the_same_again_changes_nothing_and_another_content_is_told_of_once():
    given(TAKEN).when(SeeAgain("a", DAY)).then()
    given(TAKEN).when(SeeAgain("b", DAY)).then(differed("b"))
    given(TAKEN, differed("b")).when(SeeAgain("b", DAY)).then()
    given(TAKEN, BOOKED, differed("b")).when(SeeAgain("c", DAY)).then(differed("c"))


def test_what_waits_is_booked_once():
    given(TAKEN).when(BookRecord(BOOKED)).then(BOOKED)
    given(TAKEN, BOOKED).when(BookRecord(BOOKED)).fails(NotPossibleNowError)
    given().when(BookRecord(BOOKED)).fails(NotPossibleNowError)
