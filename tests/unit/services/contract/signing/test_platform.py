"""Signings that a platform of a licensed authority does: it asks, and what it says counts once."""

from typing import Any

import pytest

from services.contract.signing.aggregate import SIGNING, decide
from services.contract.signing.commands import DeclineElsewhere, OpenDocument, Resend, SignElsewhere, VoidSigning
from services.contract.signing.errors import (
    AlreadyAnsweredError,
    DocumentChangedError,
    NotASignatoryError,
    NotYourTurnToSignError,
    SignaturesMissingError,
)
from services.contract.signing.state import Stage
from shared.testing.given import Given
from shared.values.errors import NotPossibleNowError
from tests.unit.services.contract.signing.test_aggregate import (
    LATER,
    NOW,
    THEM,
    TWO_OF_THREE,
    US,
    given,
    names,
    opening,
    out,
    sign,
)


def at_the_platform(*groups: Any, then: tuple[Any, ...] = ()) -> Given[Any]:
    events = decide(SIGNING.initial, opening(*groups, platform=True))
    for command in then:
        events += decide(SIGNING.fold(events), command)
    return given(*events)


def signed(*who: str, before: str = "h0") -> SignElsewhere:
    return SignElsewhere(tuple((one, None) for one in who), before, "h9", 2000, LATER)


def test_nobody_is_asked_here_and_nobody_signs_here():
    assert names(given().when(opening(US, THEM, platform=True)).events) == ["signing.opened.v1"]
    at_the_platform(US, THEM).when(sign("s1", "h0", "h1")).fails(NotYourTurnToSignError)
    at_the_platform(US, THEM).when(OpenDocument("s1", LATER)).fails(NotYourTurnToSignError)
    at_the_platform(US, THEM).when(Resend("s1", LATER)).fails(NotPossibleNowError)


def test_what_it_signed_completes_the_signing_at_the_level_of_a_licensed_authority():
    done = at_the_platform(US, THEM).when(signed("s1", "s2", "s3"))
    assert names(done.events) == ["signing.signed_elsewhere.v1", "signing.completed.v1"]
    told, completed = done.events
    assert (told.level, told.hash_before, told.hash_after) == ("licensed", "h0", "h9")
    assert [(one.signatory_id, one.side) for one in told.signatories] == [
        ("s1", "us"),
        ("s2", "counterparty"),
        ("s3", "counterparty"),
    ]
    assert (completed.pdf_hash, completed.pdf_size, done.state.stage) == ("h9", 2000, Stage.COMPLETED)
    at_the_platform(US, THEM, then=(signed("s1", "s2", "s3"),)).when(signed("s1", "s2", "s3")).fails(
        NotPossibleNowError
    )


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (("s1", "s2"), SignaturesMissingError),
        (("s2", "s3"), SignaturesMissingError),
        (("s1", "s2", "s3", "s9"), SignaturesMissingError),
    ],
)
def test_too_few_and_strangers_complete_nothing(who, error):
    at_the_platform(US, TWO_OF_THREE).when(signed(*who)).fails(error)


def test_of_a_group_as_many_as_it_needs_are_enough_for_the_file_that_was_sent():
    for who in (("s1", "s2", "s4"), ("s1", "s2", "s3", "s4")):
        assert at_the_platform(US, TWO_OF_THREE).when(signed(*who)).state.stage is Stage.COMPLETED
    at_the_platform(US, TWO_OF_THREE).when(signed("s1", "s2", "s4", before="h5")).fails(DocumentChangedError)


def test_who_declines_there_halts_it_until_it_is_called_off():
    no = DeclineElsewhere("s2", "not our price", LATER)
    halted = at_the_platform(US, THEM).when(no)
    assert halted.state.stage is Stage.HALTED
    assert b"price" not in halted.events[0].public_json()
    at_the_platform(US, THEM, then=(no,)).when(signed("s1", "s2", "s3")).fails(NotPossibleNowError)
    at_the_platform(US, THEM).when(DeclineElsewhere("s9", "who?", LATER)).fails(NotASignatoryError)
    assert at_the_platform(US, THEM, then=(no,)).when(VoidSigning("anew", "dora", NOW)).state.stage is Stage.VOID


def test_a_signing_that_is_done_here_is_no_platforms():
    out(US, THEM).when(signed("s1", "s2", "s3")).fails(NotPossibleNowError)
    out(US, THEM).when(DeclineElsewhere("s1", "no", LATER)).fails(NotPossibleNowError)
    out(US, THEM, then=(sign("s1", "h0", "h1"),)).when(sign("s1", "h1", "h2")).fails(AlreadyAnsweredError)
