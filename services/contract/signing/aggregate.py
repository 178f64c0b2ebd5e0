"""A signing decided and folded."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from services.contract.signing.commands import (
    Command,
    Decline,
    DeclineElsewhere,
    Expire,
    IssueInvitation,
    OpenDocument,
    OpenSigning,
    Remind,
    Resend,
    Sign,
    SignElsewhere,
    VoidSigning,
)
from services.contract.signing.errors import (
    AlreadyAnsweredError,
    DocumentChangedError,
    NotASignatoryError,
    NotYourTurnToSignError,
    OtherDocumentError,
    SignaturesMissingError,
    SigningPlanError,
)
from services.contract.signing.events import (
    DocumentOpened,
    DocumentSigned,
    Group,
    InvitationIssued,
    SeatSigned,
    Signatory,
    SignatoryExpired,
    SignatoryInvited,
    SignatoryReminded,
    SignatureDeclined,
    SignedElsewhere,
    SigningCompleted,
    SigningOpened,
    SigningVoided,
)
from services.contract.signing.state import Answer, Seat, Signing, Stage
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError

FIRST_REMINDER: Final = timedelta(days=5)
NEXT_REMINDER: Final = timedelta(days=2)
MOST_REMINDERS: Final = 5
AGAIN: Final = frozenset({Answer.INVITED, Answer.DECLINED, Answer.EXPIRED})
"""Who may be asked again."""


def decide(signing: Signing, command: Command) -> list[Event]:
    """The new events, or the refusal. Deadlines that came for a seat which has answered mean nothing."""
    match signing.stage, command:
        case Stage.NEW, OpenSigning():
            return _open(command)
        case Stage.OPEN, Sign():
            return _sign(signing, command)
        case Stage.OPEN, SignElsewhere() | DeclineElsewhere() if signing.elsewhere:
            return _told_by_platform(signing, command)
        case Stage.OPEN | Stage.HALTED, Decline() | OpenDocument() | IssueInvitation():
            return _answered(signing, command)
        case Stage.OPEN | Stage.HALTED, Resend() if not signing.elsewhere:
            return _asked_again(signing, command)
        case Stage.OPEN | Stage.HALTED, VoidSigning():
            return [SigningVoided.model_validate({**_head(signing), **_void(command)})]
        case _, Remind() | Expire():
            return _deadline(signing, command)
        case _:
            raise NotPossibleNowError(signing.stage, command)


def _head(signing: Signing) -> dict[str, str]:
    opened = signing.opened
    return {"signing_id": opened.signing_id, "contract_id": opened.contract_id} if opened else {}


def _void(command: VoidSigning) -> dict[str, object]:
    return {"reason": command.reason, "voided_by": command.by, "voided_at": command.at}


def _open(command: OpenSigning) -> list[Event]:
    _check_plan(command.groups, command.signing_order)
    opened = SigningOpened(
        signing_id=command.signing_id,
        contract_id=command.contract_id,
        number=command.number,
        owner_id=command.owner_id,
        text_hash=command.text_hash,
        pdf_hash=command.pdf_hash,
        pdf_size=command.pdf_size,
        groups=command.groups,
        opened_by=command.by,
        opened_at=command.at,
        platform=command.platform,
    )
    if command.platform:
        return [opened]
    return [opened, *(_invited(opened, one, 1, command.at) for one in command.groups[0].signatories)]


def _check_plan(groups: tuple[Group, ...], order: tuple[str, ...]) -> None:
    sides = [group.side for at, group in enumerate(groups) if at == 0 or groups[at - 1].side != group.side]
    if tuple(sides) != order:
        raise SigningPlanError("The sides sign in the order of the contract's type.", pointer="/groups", order=order)
    for at, group in enumerate(groups):
        if not 1 <= group.need <= len(group.signatories):
            raise SigningPlanError("More are needed than are asked.", pointer=f"/groups/{at}/need")
    people = [(one.side, one.person) for group in groups for one in group.signatories if one.person]
    if len(set(people)) < len(people):
        raise SigningPlanError("Somebody is asked twice for the same side.", pointer="/groups")


def _invited(opened: SigningOpened, one: Signatory, times: int, at: datetime) -> SignatoryInvited:
    return SignatoryInvited(
        signing_id=opened.signing_id,
        contract_id=opened.contract_id,
        owner_id=opened.owner_id,
        signatory_id=one.signatory_id,
        side=one.side,
        kind=one.kind,
        person=one.person,
        times=times,
        sent_at=at,
        remind_at=at + FIRST_REMINDER,
        expires_at=at + timedelta(days=one.days),
    )


def _seated(signing: Signing, signatory_id: str) -> tuple[SigningOpened, Signatory, Seat]:
    """Who may answer now; raises for strangers, for who has answered, and for whose turn it is not."""
    one, opened = signing.signatory(signatory_id), signing.opened
    if one is None or opened is None:
        raise NotASignatoryError
    seat = signing.seat(signatory_id)
    if seat.answer is Answer.WAITING:
        raise NotYourTurnToSignError
    if seat.answer is not Answer.INVITED or signing.turn != signing.group_of(signatory_id):
        raise AlreadyAnsweredError(answer=seat.answer)
    return opened, one, seat


def check_may_sign(signing: Signing, signatory_id: str, shown: str, at: datetime) -> Signatory:
    """Who would sign now; raises what `decide` would, before a signature is made."""
    if signing.stage is not Stage.OPEN:
        raise NotPossibleNowError(signing.stage, Sign)
    opened, one, seat = _seated(signing, signatory_id)
    if shown != opened.pdf_hash:
        raise OtherDocumentError(pdf_hash=opened.pdf_hash)
    if seat.expires_at is not None and at >= seat.expires_at:
        raise AlreadyAnsweredError(answer=Answer.EXPIRED)
    return one


def _sign(signing: Signing, command: Sign) -> list[Event]:
    one = check_may_sign(signing, command.signatory_id, command.shown, command.at)
    opened = signing.opened
    if opened is None or command.before != signing.current:
        raise DocumentChangedError
    turn = signing.group_of(one.signatory_id)
    group = signing.groups[turn]
    group_done = signing.missing(group) == 1
    following = signing.groups[turn + 1] if turn + 1 < len(signing.groups) else None
    signature = DocumentSigned(
        signing_id=opened.signing_id,
        contract_id=opened.contract_id,
        signatory_id=one.signatory_id,
        side=one.side,
        kind=one.kind,
        person=one.person,
        authority_id=command.authority_id,
        authentication=command.authentication,
        level=command.level,
        hash_before=command.before,
        hash_after=command.after,
        group_done=group_done,
        side_done=group_done and (following is None or following.side != one.side),
        signed_at=command.at,
    )
    return [signature, *(_after(opened, following, command) if group_done else [])]


def _after(opened: SigningOpened, following: Group | None, command: Sign) -> list[Event]:
    if following is not None:
        return [_invited(opened, one, 1, command.at) for one in following.signatories]
    if command.sealed is None:
        raise DocumentChangedError
    digest, size = command.sealed
    completed = SigningCompleted(
        signing_id=opened.signing_id,
        contract_id=opened.contract_id,
        pdf_hash=digest,
        pdf_size=size,
        completed_at=command.at,
    )
    return [completed]


def _told_by_platform(signing: Signing, command: SignElsewhere | DeclineElsewhere) -> list[Event]:
    """What the platform says counts as it says it: it asked, and knows who answered."""
    opened = signing.opened
    if opened is None:
        raise NotPossibleNowError(signing.stage, command)
    if isinstance(command, SignElsewhere):
        return _signed_elsewhere(signing, command)
    one = signing.signatory(command.signatory_id)
    if one is None:
        raise NotASignatoryError
    said = {"signatory_id": one.signatory_id, "person": one.person, "owner_id": opened.owner_id}
    why = {"reason": command.reason, "halted": True, "declined_at": command.at}
    return [SignatureDeclined.model_validate({**_head(signing), **said, **why})]


def _signed_elsewhere(signing: Signing, command: SignElsewhere) -> list[Event]:
    if command.before != signing.current:
        raise DocumentChangedError
    letters = dict(command.signatories)
    seated = [[one for one in group.signatories if one.signatory_id in letters] for group in signing.groups]
    enough = all(len(those) >= group.need for those, group in zip(seated, signing.groups, strict=True))
    if not enough or sum(map(len, seated)) < len(letters):
        raise SignaturesMissingError
    named = [
        SeatSigned(**one.model_dump(include=set(SeatSigned.model_fields)), authority_id=letters[one.signatory_id])
        for those in seated
        for one in those
    ]
    signed = SignedElsewhere(
        **_head(signing),
        signatories=tuple(named),
        level="licensed",
        hash_before=command.before,
        hash_after=command.after,
        signed_at=command.at,
    )
    whole = {"pdf_hash": command.after, "pdf_size": command.size, "completed_at": command.at}
    return [signed, SigningCompleted.model_validate({**_head(signing), **whole})]


def _answered(signing: Signing, command: Decline | OpenDocument | IssueInvitation) -> list[Event]:
    opened, one, seat = _seated(signing, command.signatory_id)
    head = {**_head(signing), "signatory_id": one.signatory_id}
    match command:
        case Decline(reason=reason, at=at):
            without = signing.with_seat(one.signatory_id, Seat(Answer.DECLINED))
            said = {"person": one.person, "owner_id": opened.owner_id, "reason": reason}
            halted = not without.reachable(signing.groups[signing.group_of(one.signatory_id)])
            return [SignatureDeclined.model_validate({**head, **said, "halted": halted, "declined_at": at})]
        case OpenDocument(at=at):
            return [] if seat.opened_at else [DocumentOpened.model_validate({**head, "opened_at": at})]
        case IssueInvitation(by=by, at=at):
            if one.kind == "staff":
                raise NotPossibleNowError("signed in", command)
            when = {"issued_at": at, "expires_at": seat.expires_at}
            return [InvitationIssued.model_validate({**head, "issued_by": by, **when})]


def _asked_again(signing: Signing, command: Resend) -> list[Event]:
    one, opened = signing.signatory(command.signatory_id), signing.opened
    if one is None or opened is None:
        raise NotASignatoryError
    seat = signing.seat(one.signatory_id)
    if seat.answer not in AGAIN or signing.turn != signing.group_of(one.signatory_id):
        raise AlreadyAnsweredError(answer=seat.answer)
    return [_invited(opened, one, seat.times + 1, command.at)]


def _deadline(signing: Signing, command: Remind | Expire) -> list[Event]:
    one, opened = signing.signatory(command.signatory_id), signing.opened
    if one is None or opened is None or signing.stage not in (Stage.OPEN, Stage.HALTED):
        return []
    seat = signing.seat(one.signatory_id)
    asked = seat.answer is Answer.INVITED and seat.times == command.times
    if not asked or signing.turn != signing.group_of(one.signatory_id):
        return []
    head = {**_head(signing), "owner_id": opened.owner_id, "signatory_id": one.signatory_id, "person": one.person}
    match command:
        case Remind(at=at) if seat.reminders < MOST_REMINDERS:
            count = seat.reminders + 1
            said = {"kind": one.kind, "times": seat.times, "count": count, "expires_at": seat.expires_at}
            next_at = at + NEXT_REMINDER if count < MOST_REMINDERS else None
            return [SignatoryReminded.model_validate({**head, **said, "next_at": next_at})]
        case Expire(at=at):
            without = signing.with_seat(one.signatory_id, Seat(Answer.EXPIRED))
            halted = not without.reachable(signing.groups[signing.group_of(one.signatory_id)])
            return [SignatoryExpired.model_validate({**head, "halted": halted, "expired_at": at})]
    return []


def evolve(signing: Signing, event: Event) -> Signing:
    match event:
        case SigningOpened():
            return Signing(Stage.OPEN, event, event.pdf_hash)
        case SigningCompleted(pdf_hash=digest):
            return replace(signing, stage=Stage.COMPLETED, current=digest)
        case SigningVoided():
            return replace(signing, stage=Stage.VOID)
    return _seat_moved(signing, event)


def _seat_moved(signing: Signing, event: Event) -> Signing:
    match event:
        case SignatoryInvited(signatory_id=who, times=times, sent_at=sent, expires_at=expires):
            asked = signing.with_seat(who, Seat(Answer.INVITED, times, 0, sent, None, expires))
            return replace(asked, stage=Stage.OPEN if _goes_on(asked) else Stage.HALTED)
        case DocumentOpened(signatory_id=who, opened_at=at):
            return signing.with_seat(who, replace(signing.seat(who), opened_at=at))
        case DocumentSigned(signatory_id=who, hash_after=after):
            signed = signing.with_seat(who, replace(signing.seat(who), answer=Answer.SIGNED))
            return replace(signed, current=after)
        case SignedElsewhere(signatories=signatories, hash_after=after):
            seats = {
                one.signatory_id: replace(signing.seat(one.signatory_id), answer=Answer.SIGNED) for one in signatories
            }
            return replace(signing, current=after, seats={**signing.seats, **seats})
        case SignatoryReminded(signatory_id=who, count=count):
            return signing.with_seat(who, replace(signing.seat(who), reminders=count))
        case SignatureDeclined(signatory_id=who, halted=halted):
            return _silent(signing, who, Answer.DECLINED, halted=halted)
        case SignatoryExpired(signatory_id=who, halted=halted):
            return _silent(signing, who, Answer.EXPIRED, halted=halted)
        case _:
            return signing


def _silent(signing: Signing, who: str, answer: Answer, *, halted: bool) -> Signing:
    without = signing.with_seat(who, replace(signing.seat(who), answer=answer))
    return replace(without, stage=Stage.HALTED) if halted else without


def _goes_on(signing: Signing) -> bool:
    turn = signing.turn
    return turn is not None and signing.reachable(signing.groups[turn])


SIGNING = Aggregate("signing", Signing(), evolve)
