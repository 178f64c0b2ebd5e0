from datetime import date

from services.contract.collected.aggregate import COLLECTED, BookRecord, SeeAgain, SetAside, TakeRecord, TakeUp, decide
from services.contract.collected.events import (
    RecordBooked,
    RecordDiffered,
    RecordSetAside,
    RecordTaken,
    RecordTakenUp,
    Said,
)
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


def test_an_order_is_set_aside_with_a_reason_and_taken_up_again():
    aside = RecordSetAside(collected_id="r", source="erp", reason="Sent for a test", effective_on=DAY)
    up = RecordTakenUp(collected_id="r", source="erp", effective_on=DAY)
    given(TAKEN).when(SetAside("Sent for a test", DAY)).then(aside)
    given(TAKEN, aside).when(TakeUp(DAY)).then(up)
    given(TAKEN, aside, up).when(BookRecord(BOOKED)).then(BOOKED)
    # What is set aside is not booked, and nothing is set aside twice, or once it is booked.
    given(TAKEN, aside).when(BookRecord(BOOKED)).fails(NotPossibleNowError)
    given(TAKEN, aside).when(SetAside("Again", DAY)).fails(NotPossibleNowError)
    given(TAKEN, BOOKED).when(SetAside("Too late", DAY)).fails(NotPossibleNowError)
    given(TAKEN).when(TakeUp(DAY)).fails(NotPossibleNowError)


def test_what_follows_an_order_is_not_set_aside_by_itself():
    said = Said(kind="delivery", source_id="80", on=DAY, order="4500")
    follower = TAKEN.model_copy(update={"said": said, "follows": "r0"})
    given(follower).when(SetAside("Why not", DAY)).fails(NotPossibleNowError)
