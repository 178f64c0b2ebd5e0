from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.contract.signing.aggregate import MOST_REMINDERS, SIGNING, decide
from services.contract.signing.commands import (
    Decline,
    Expire,
    IssueInvitation,
    OpenDocument,
    OpenSigning,
    Remind,
    Resend,
    Sign,
    VoidSigning,
)
from services.contract.signing.errors import (
    AlreadyAnsweredError,
    DocumentChangedError,
    NotASignatoryError,
    NotYourTurnToSignError,
    OtherDocumentError,
    SigningPlanError,
)
from services.contract.signing.events import (
    DocumentOpened,
    Group,
    InvitationIssued,
    Signatory,
    SignatoryInvited,
)
from services.contract.signing.state import Stage
from shared.eventstore.event import Event
from shared.testing.given import Given, specification
from shared.values.errors import NotPossibleNowError

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
given = specification(SIGNING, decide)


def seat(place: int, side: str, kind: str = "staff", days: int = 30) -> Signatory:
    person = None if kind == "outside" else f"p{place}"
    said = {"signatory_id": f"s{place}", "place": place, "side": side, "kind": kind, "person": person}
    return Signatory.model_validate({**said, "role": "authorised_representative", "days": days})


def group(side: str, need: int, *seats: Signatory) -> Group:
    return Group.model_validate({"side": side, "need": need, "signatories": seats})


US = group("us", 1, seat(1, "us"))
THEM = group("counterparty", 2, seat(2, "counterparty", "outside"), seat(3, "counterparty", "contact"))
TWO_OF_THREE = group("counterparty", 2, *(seat(place, "counterparty", "outside") for place in (2, 3, 4)))


def opening(*groups: Group, order: tuple[str, ...] = ("us", "counterparty"), platform: bool = False) -> OpenSigning:
    said: Any = order
    return OpenSigning("g1", "c1", "CG-1", "olga", "t" * 64, "h0", 1000, groups, said, "dora", NOW, platform)


def sign(who: str, before: str, after: str, sealed: tuple[str, int] | None = None, shown: str = "h0") -> Sign:
    return Sign(who, shown, before, after, "session", "own", LATER, None, sealed)


def out(*groups: Group, then: tuple[Any, ...] = ()) -> Given[Any]:
    """A signing of these groups, in which these commands were obeyed."""
    events: list[Event] = list(decide(SIGNING.initial, opening(*groups)))
    for command in then:
        events += decide(SIGNING.fold(events), command)
    return given(*events)


def names(events: tuple[Event, ...]) -> list[str]:
    return [event.wire_name for event in events]


def test_the_first_group_is_asked_when_a_signing_opens():
    done = given().when(opening(US, THEM))
    assert names(done.events) == ["signing.opened.v1", "signing.invited.v1"]
    [_, invited] = done.events
    assert isinstance(invited, SignatoryInvited)
    assert (invited.person, invited.times) == ("p1", 1)
    assert invited.remind_at - invited.sent_at == timedelta(days=5)
    assert invited.expires_at - invited.sent_at == timedelta(days=30)


def test_the_sides_sign_in_the_order_of_the_type():
    given().when(opening(THEM, US)).fails(SigningPlanError)
    given().when(opening(US, THEM, US)).fails(SigningPlanError)
    given().when(opening(US)).fails(SigningPlanError)
    assert given().when(opening(THEM, US, order=("counterparty", "us"))).state.stage is Stage.OPEN


def test_no_more_are_needed_than_are_asked_and_nobody_is_asked_twice():
    given().when(opening(group("us", 2, seat(1, "us")), THEM)).fails(SigningPlanError)
    twice = group("us", 2, seat(1, "us"), seat(1, "us"))
    given().when(opening(twice, THEM)).fails(SigningPlanError)


def test_the_last_signature_completes_and_the_seals_hash_is_the_files():
    done = out(US, THEM, then=(sign("s1", "h0", "h1"), sign("s2", "h1", "h2"))).when(sign("s3", "h2", "h3", ("h4", 9)))
    assert names(done.events) == ["signing.signed.v1", "signing.completed.v1"]
    assert (done.state.stage, done.state.current) == (Stage.COMPLETED, "h4")


def test_a_side_is_done_with_its_last_group():
    second = group("us", 1, seat(5, "us"))
    done = out(US, second, THEM).when(sign("s1", "h0", "h1"))
    [first, invited] = done.events
    assert (first.group_done, first.side_done) == (True, False)  # type: ignore[attr-defined]
    assert invited.wire_name == "signing.invited.v1"
    done = out(US, second, THEM, then=(sign("s1", "h0", "h1"),)).when(sign("s5", "h1", "h2"))
    assert done.events[0].side_done  # type: ignore[attr-defined]
    assert names(done.events)[1:] == ["signing.invited.v1"] * 2


def test_two_of_three_are_enough_and_the_third_is_no_longer_asked():
    signed = (sign("s1", "h0", "h1"), sign("s4", "h1", "h2"), sign("s2", "h2", "h3", ("h4", 9)))
    out(US, TWO_OF_THREE, then=signed).when(sign("s3", "h4", "h5")).fails(NotPossibleNowError)
    out(US, TWO_OF_THREE, then=signed).when(Expire("s3", 1, LATER)).then()


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (sign("s2", "h0", "h1"), NotYourTurnToSignError),
        (sign("s9", "h0", "h1"), NotASignatoryError),
        (sign("s1", "h0", "h1", shown="hx"), OtherDocumentError),
        (sign("s1", "hx", "h1"), DocumentChangedError),
        (Decline("s2", "too dear", LATER), NotYourTurnToSignError),
        (OpenDocument("s2", LATER), NotYourTurnToSignError),
        (Resend("s2", LATER), AlreadyAnsweredError),
        (Resend("s9", LATER), NotASignatoryError),
        (IssueInvitation("s1", "dora", LATER), NotPossibleNowError),
    ],
)
def test_what_is_out_of_turn_changes_nothing(command: Any, error: Any):
    out(US, THEM).when(command).fails(error)


def test_a_repeated_signature_changes_nothing():
    out(US, THEM, then=(sign("s1", "h0", "h1"),)).when(sign("s1", "h1", "h2")).fails(AlreadyAnsweredError)


def test_an_invitation_that_ran_out_does_not_sign_even_before_the_clock_said_so():
    late = Sign("s1", "h0", "h0", "h1", "session", "own", NOW + timedelta(days=30))
    out(US, THEM).when(late).fails(AlreadyAnsweredError)


def test_without_enough_others_a_no_halts_and_asking_again_goes_on_with_what_was_signed():
    no = Decline("s2", "too dear", LATER)
    halted = out(US, THEM, then=(sign("s1", "h0", "h1"), no))
    assert SIGNING.fold(halted.events).stage is Stage.HALTED
    halted.when(sign("s3", "h1", "h2")).fails(NotPossibleNowError)
    asked = halted.when(Resend("s2", LATER))
    assert asked.state.stage is Stage.OPEN
    assert asked.events[0].times == 2  # type: ignore[attr-defined]
    again = (sign("s1", "h0", "h1"), no, Resend("s2", LATER), sign("s3", "h1", "h2"))
    done = out(US, THEM, then=again).when(sign("s2", "h2", "h3", ("h4", 9)))
    assert done.state.stage is Stage.COMPLETED


def test_with_enough_others_a_no_halts_nothing():
    done = out(US, TWO_OF_THREE, then=(sign("s1", "h0", "h1"),)).when(Decline("s2", "too dear", LATER))
    assert done.state.stage is Stage.OPEN
    second = out(US, TWO_OF_THREE, then=(sign("s1", "h0", "h1"), Decline("s2", "too dear", LATER)))
    assert second.when(Expire("s3", 1, LATER)).state.stage is Stage.HALTED


def test_reminders_come_after_five_days_then_every_second_and_five_times_at_most():
    remind = Remind("s1", 1, LATER)
    done = out(US, THEM).when(remind)
    assert done.events[0].next_at == LATER + timedelta(days=2)  # type: ignore[attr-defined]
    last = out(US, THEM, then=(remind,) * (MOST_REMINDERS - 1)).when(remind)
    assert (last.events[0].count, last.events[0].next_at) == (5, None)  # type: ignore[attr-defined]
    out(US, THEM, then=(remind,) * MOST_REMINDERS).when(remind).then()


def test_deadlines_of_an_invitation_that_was_answered_or_made_anew_mean_nothing():
    out(US, THEM, then=(sign("s1", "h0", "h1"),)).when(Remind("s1", 1, LATER)).then()
    out(US, THEM, then=(Resend("s1", LATER),)).when(Expire("s1", 1, LATER)).then()
    out(US, THEM, then=(VoidSigning("too dear", "dora", LATER),)).when(Expire("s1", 1, LATER)).then()
    given().when(Remind("s1", 1, LATER)).then()


def test_the_first_look_is_kept_and_no_later_one():
    out(US, THEM).when(OpenDocument("s1", LATER)).then(
        DocumentOpened(signing_id="g1", contract_id="c1", signatory_id="s1", opened_at=LATER)
    )
    out(US, THEM, then=(OpenDocument("s1", LATER),)).when(OpenDocument("s1", LATER)).then()


def test_a_way_in_is_made_for_who_has_no_account_while_it_is_their_turn():
    expires = LATER + timedelta(days=30)
    out(US, THEM, then=(sign("s1", "h0", "h1"),)).when(IssueInvitation("s2", "dora", LATER)).then(
        InvitationIssued(
            signing_id="g1",
            contract_id="c1",
            signatory_id="s2",
            issued_by="dora",
            issued_at=LATER,
            expires_at=expires,
        )
    )


def test_what_is_void_is_over():
    void = VoidSigning("too dear", "dora", LATER)
    assert out(US, THEM).when(void).state.stage is Stage.VOID
    for command in (void, sign("s1", "h0", "h1"), Resend("s1", LATER), OpenDocument("s1", LATER)):
        out(US, THEM, then=(void,)).when(command).fails(NotPossibleNowError)
