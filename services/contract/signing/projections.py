from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.signing.events import (
    DocumentOpened,
    DocumentSigned,
    SignatoryExpired,
    SignatoryInvited,
    SignatoryReminded,
    SignatureDeclined,
    SignedElsewhere,
    SigningCompleted,
    SigningOpened,
    SigningVoided,
)
from services.contract.signing.tables import PROJECTED, hashes, signatories, signings
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.security.tables import participants
from shared.security.visibility import admit

REMIND: Final = "signing.remind"
EXPIRE: Final = "signing.expire"
KINDS: Final = (REMIND, EXPIRE)
projection = Projection("signings", tables=[*PROJECTED, participants])


@projection.on(SigningOpened)
def open_signing(r: Recorded[SigningOpened]) -> Iterable[Executable]:
    event = r.event
    yield insert(signings).values(
        signing_id=event.signing_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        owner_id=event.owner_id,
        number=event.number,
        stage="open",
        text_hash=event.text_hash,
        pdf_hash=event.pdf_hash,
        current_hash=event.pdf_hash,
        opened_by=event.opened_by,
        opened_at=event.opened_at,
        platform=event.platform,
        version=r.version,
    )
    for turn, group in enumerate(event.groups):
        for one in group.signatories:
            yield insert(signatories).values(
                signing_id=event.signing_id,
                contract_id=event.contract_id,
                unit_id=r.unit,
                turn=turn,
                need=group.need,
                answer="waiting",
                times=0,
                reminders=0,
                **one.model_dump(exclude={"days"}),
            )
    yield _known_by(r, event.pdf_hash, "")


@projection.on(SignatoryInvited)
def invite(r: Recorded[SignatoryInvited]) -> Iterable[Executable]:
    event = r.event
    yield _seat(
        r,
        answer="invited",
        times=event.times,
        reminders=0,
        sent_at=event.sent_at,
        expires_at=event.expires_at,
        opened_at=None,
        answered_at=None,
    )
    yield _signing(r, stage="open")
    data = {"signing_id": event.signing_id, "signatory_id": event.signatory_id, "times": event.times}
    for kind, at in ((REMIND, event.remind_at), (EXPIRE, event.expires_at)):
        yield set_deadline(kind, event.signatory_id, at, data)
    if event.kind == "staff" and event.person is not None:
        for resource in (r.stream, f"contract-{event.contract_id}", f"signatory-{event.signatory_id}"):
            yield admit(resource, event.person)


@projection.on(DocumentOpened)
def open_document(r: Recorded[DocumentOpened]) -> Iterable[Executable]:
    yield _seat(r, opened_at=r.event.opened_at)
    yield _signing(r)


@projection.on(DocumentSigned)
def sign(r: Recorded[DocumentSigned]) -> Iterable[Executable]:
    event = r.event
    yield _seat(
        r,
        answer="signed",
        answered_at=event.signed_at,
        authority_id=event.authority_id,
        authentication=event.authentication,
        level=event.level,
        hash_before=event.hash_before,
        hash_after=event.hash_after,
    )
    yield _signing(r, current_hash=event.hash_after)
    yield _known_by(r, event.hash_after, event.signatory_id)
    yield from _no_deadlines(r)


@projection.on(SignedElsewhere)
def take_signatures(r: Recorded[SignedElsewhere]) -> Iterable[Executable]:
    event = r.event
    told = {"level": event.level, "hash_before": event.hash_before, "hash_after": event.hash_after}
    for one in event.signatories:
        seat = update(signatories).where(signatories.c.signing_id == event.signing_id)
        yield seat.where(signatories.c.signatory_id == one.signatory_id).values(
            **told,
            answer="signed",
            answered_at=event.signed_at,
            authority_id=one.authority_id,
            authentication="platform",
        )
    yield _signing(r, current_hash=event.hash_after)


@projection.on(SignatureDeclined)
def decline(r: Recorded[SignatureDeclined]) -> Iterable[Executable]:
    yield _seat(r, answer="declined", answered_at=r.event.declined_at, sealed=r.sealed)
    yield _signing(r, **({"stage": "halted"} if r.event.halted else {}))
    yield from _no_deadlines(r)


@projection.on(SignatoryReminded)
def remind(r: Recorded[SignatoryReminded]) -> Iterable[Executable]:
    event = r.event
    yield _seat(r, reminders=event.count)
    yield _signing(r)
    if event.next_at is not None:
        data = {"signing_id": event.signing_id, "signatory_id": event.signatory_id, "times": event.times}
        yield set_deadline(REMIND, event.signatory_id, event.next_at, data)


@projection.on(SignatoryExpired)
def expire(r: Recorded[SignatoryExpired]) -> Iterable[Executable]:
    yield _seat(r, answer="expired", answered_at=r.event.expired_at)
    yield _signing(r, **({"stage": "halted"} if r.event.halted else {}))
    yield from _no_deadlines(r)


@projection.on(SigningVoided)
def void(r: Recorded[SigningVoided]) -> Iterable[Executable]:
    yield _signing(r, stage="void", ended_at=r.event.voided_at, sealed=r.sealed)


@projection.on(SigningCompleted)
def complete(r: Recorded[SigningCompleted]) -> Iterable[Executable]:
    event = r.event
    yield _signing(r, stage="completed", current_hash=event.pdf_hash, ended_at=event.completed_at)
    yield _known_by(r, event.pdf_hash, "seal")


def _signing(r: Recorded[Any], **values: Any) -> Executable:
    return update(signings).where(signings.c.signing_id == r.event.signing_id).values(version=r.version, **values)


def _seat(r: Recorded[Any], **values: Any) -> Executable:
    seat = update(signatories).where(signatories.c.signing_id == r.event.signing_id)
    return seat.where(signatories.c.signatory_id == r.event.signatory_id).values(**values)


def _known_by(r: Recorded[Any], digest: str, part: str) -> Executable:
    row = {"signing_id": r.event.signing_id, "contract_id": r.event.contract_id, "unit_id": r.unit}
    return insert(hashes).values(hash=digest, part=part, **row).on_conflict_do_nothing()


def _no_deadlines(r: Recorded[Any]) -> Iterable[Executable]:
    for kind in KINDS:
        yield clear_deadline(kind, r.event.signatory_id)
