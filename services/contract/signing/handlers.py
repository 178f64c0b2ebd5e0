"""What is done with signings, one sentence a function."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete

from services.contract.authority.aggregate import Deed
from services.contract.authority.handlers import authority_for
from services.contract.authority.queries import units_above
from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.aggregate import decide as decide_contract
from services.contract.contract.commands import EndSigning, SignContract, StartSigning
from services.contract.contract.events import ContractDrafted
from services.contract.contract.handlers import sign_contract
from services.contract.contract.machine import State
from services.contract.contract.state import Contract
from services.contract.pades.issuing import issuer_of
from services.contract.rendering.pdf import pdf_of
from services.contract.rendering.view import view
from services.contract.signatory.aggregate import SIGNATORY, Named, NameSignatory
from services.contract.signatory.aggregate import decide as decide_signatory
from services.contract.signatory.events import SignatoryNamed
from services.contract.signing.aggregate import SIGNING, check_may_sign, decide
from services.contract.signing.commands import (
    Decline,
    Expire,
    OpenDocument,
    OpenSigning,
    Remind,
    Resend,
    Sign,
    VoidSigning,
)
from services.contract.signing.document import (
    Subject,
    digest,
    document_of,
    keep_document,
    ready_to_sign,
    with_seal,
    with_signature,
)
from services.contract.signing.errors import DocumentChangedError, NoAuthorityError
from services.contract.signing.events import Authentication, Group, Signatory
from services.contract.signing.proof import Signature
from services.contract.signing.proving import keep_address, signatures_so_far
from services.contract.signing.state import Signing
from services.contract.signing.tables import ways
from services.contract.version.queries import document_needed
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.context import everything
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work
from shared.values.errors import NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Person:
    """Who a signatory is: kept on the signatory's own stream."""

    name: str
    organisation: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand signs, declines or opens: which signatory, how they were known, from which address."""

    signatory_id: str
    authentication: Authentication
    address: str


async def open_signing(
    work: Work,
    sealer: keys.Sealer,
    contract_id: str,
    signing_id: str,
    groups: tuple[Group, ...],
    people: dict[str, Person],
    *,
    platform: bool = False,
) -> Stream[Signing]:
    """Makes the PDF of the approved text with its certificate, and asks the first to sign; or leaves that to a signing
    platform, where whoever signs for us has a letter for it.
    """
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    terms = contract.state.terms
    if terms is None or contract.state.state is not State.APPROVED:
        raise NotPossibleNowError(contract.state.state, StartSigning(signing_id, ""))
    if platform:
        # Whoever signs there is not asked here any more; a letter may be of a unit that the caller does not see.
        async with work.beyond():
            for one in (one for group in groups for one in group.signatories):
                await authority_of(work, contract, one)
    await issuer_of(work, sealer)
    subject = Subject(signing_id, contract.id, contract.state.number, terms.title, terms.text_hash)
    pdf = await ready_to_sign(subject, await _rendered(work, contract, terms), groups)
    signing = work.start(SIGNING, signing_id, key=contract.id, unit=contract.unit)
    command = OpenSigning(
        signing_id=signing_id,
        contract_id=contract.id,
        number=contract.state.number,
        owner_id=terms.owner_id,
        text_hash=terms.text_hash,
        pdf_hash=digest(pdf),
        pdf_size=len(pdf),
        groups=groups,
        signing_order=terms.signing_order,
        by=work.context.actor,
        at=work.context.now,
        platform=platform,
    )
    work.record(contract, decide_contract(contract.state, StartSigning(signing_id, terms.text_hash)))
    work.record(signing, decide(signing.state, command))
    for signatory_id, person in people.items():
        _name(work, contract, signing_id, signatory_id, person)
    await keep_document(work, sealer, signing, contract.id, pdf)
    return signing


async def _rendered(work: Work, contract: Stream[Contract], terms: ContractDrafted) -> bytes:
    """The approved version as it is shown, under the number it has taken."""
    said = await document_needed(work, contract.id, terms.text_hash)
    return await asyncio.to_thread(pdf_of, view(said, terms.text_hash, contract.state.number))


def _name(work: Work, contract: Stream[Contract], signing_id: str, signatory_id: str, person: Person) -> None:
    fact = SignatoryNamed(
        signatory_id=signatory_id,
        signing_id=signing_id,
        contract_id=contract.id,
        organisation=person.organisation,
        name=person.name,
        email=person.email,
    )
    stream = work.start(SIGNATORY, signatory_id, key=contract.id, unit=contract.unit)
    work.record(stream, decide_signatory(stream.state, NameSignatory(fact)))


async def open_document(work: Work, sealer: keys.Sealer, signing_id: str, hand: Hand) -> Stream[Signing]:
    """A signatory looks at what they are asked to sign; the first time is kept."""
    signing = await work.load(SIGNING, signing_id, must_exist=True)
    events = decide(signing.state, OpenDocument(hand.signatory_id, work.context.now))
    work.record(signing, events)
    if events:
        await keep_address(work, sealer, signing, hand.signatory_id, "opened", hand.address)
    return signing


async def sign_document(work: Work, sealer: keys.Sealer, signing_id: str, hand: Hand, shown: str) -> Stream[Signing]:
    """Writes one signature into the file; the last one needed seals it and makes the contract signed. Of two who sign
    at once the second takes the file with the first one's signature in it.
    """
    signing = await work.load(SIGNING, signing_id, must_exist=True)
    one = check_may_sign(signing.state, hand.signatory_id, shown, work.context.now)
    # A signatory of another unit completes what they may only see.
    work.context = replace(work.context, covers=everything)
    contract = await work.load(CONTRACT, signing.key, must_exist=True)
    authority_id = await authority_of(work, contract, one)
    pdf = await document_of(work, sealer, signing_id)
    if digest(pdf) != signing.state.current:
        raise DocumentChangedError
    issuer = await issuer_of(work, sealer)
    known = (await work.load(SIGNATORY, one.signatory_id, must_exist=True)).state
    plain = _signature(signing.state, one, known, hand, work, digest(pdf), issuer.level)
    pdf, signature = await with_signature(pdf, plain, issuer)
    sealed = None
    if signing.state.finishes(one.signatory_id):
        before = await signatures_so_far(work, sealer, signing.state)
        pdf = await with_seal(pdf, [*before, signature], issuer, signing_id, work.context.now)
        sealed = digest(pdf), len(pdf)
    command = Sign(
        signatory_id=one.signatory_id,
        shown=shown,
        before=signature.before,
        after=signature.after,
        authentication=hand.authentication,
        level=issuer.level,
        at=work.context.now,
        authority_id=authority_id,
        sealed=sealed,
    )
    events = decide(signing.state, command)
    work.record(signing, events)
    await keep_document(work, sealer, signing, contract.id, pdf)
    await keep_address(work, sealer, signing, one.signatory_id, "signed", hand.address)
    await _close_way(work, one.signatory_id)
    if getattr(events[0], "side_done", False):
        await sign_side(work, contract, signing, one, issuer.level)
    return signing


def _signature(
    signing: Signing, one: Signatory, known: Named, hand: Hand, work: Work, before: str, level: str
) -> Signature:
    return Signature(
        signatory=one,
        seat=signing.seat(one.signatory_id),
        name=known.name,
        organisation=known.organisation,
        authentication=hand.authentication,
        level="licensed" if level == "licensed" else "own",
        address=hand.address,
        before=before,
        at=work.context.now,
    )


async def sign_side(
    work: Work, contract: Stream[Contract], signing: Stream[Signing], one: Signatory, level: str
) -> None:
    """The contract is signed by one side; by the last one it is signed."""
    command = SignContract(
        side=one.side,
        signatory_id=one.person or one.signatory_id,
        text_hash=signing.state.opened.text_hash if signing.state.opened else "",
        signed_on=work.context.today,
        today=work.context.today,
        level="licensed" if level == "licensed" else "own",
        signing_id=signing.id,
    )
    await sign_contract(work, contract.id, command)


async def authority_of(work: Work, contract: Stream[Contract], one: Signatory) -> str | None:
    """The letter by which a member of staff signs for us; raises `NoAuthorityError` without one."""
    terms = contract.state.terms
    if one.side != "us" or one.person is None or terms is None or one.role in ("witness", "approver"):
        return None
    deed = Deed(
        type_code=terms.type_code,
        direction=terms.direction,
        amount=terms.amount,
        units=await units_above(work, contract.unit),
        on=work.context.today,
    )
    letter = await authority_for(work, one.person, deed)
    if letter is None:
        raise NoAuthorityError(amount=str(terms.amount), type_code=terms.type_code)
    return letter.authority_id


async def decline_signature(
    work: Work, sealer: keys.Sealer, signing_id: str, hand: Hand, words: str
) -> Stream[Signing]:
    """A signatory says no, and why; without enough others the signing rests until they are asked again."""
    signing = await work.load(SIGNING, signing_id, must_exist=True)
    work.record(signing, decide(signing.state, Decline(hand.signatory_id, words, work.context.now)))
    await keep_address(work, sealer, signing, hand.signatory_id, "declined", hand.address)
    await _close_way(work, hand.signatory_id)
    return signing


async def ask_again(work: Work, signing_id: str, signatory_id: str) -> Stream[Signing]:
    """A signatory who declined, let it run out or lost it is asked again."""
    signing = await work.load(SIGNING, signing_id, must_exist=True)
    work.record(signing, decide(signing.state, Resend(signatory_id, work.context.now)))
    await _close_way(work, signatory_id)
    return signing


async def void_signing(work: Work, signing_id: str, if_match: int, words: str) -> Stream[Signing]:
    """The signing is over; the contract is approved as it was before."""
    signing = await work.load(SIGNING, signing_id, if_match=if_match, must_exist=True)
    contract = await work.load(CONTRACT, signing.key, must_exist=True)
    command = VoidSigning(words, work.context.actor, work.context.now)
    events = decide(signing.state, command)
    work.record(contract, decide_contract(contract.state, EndSigning(signing.id)))
    work.record(signing, events)
    await work.execute(delete(ways).where(ways.c.signing_id == signing.id))
    return signing


async def remind_signatory(work: Work, due: Deadline) -> None:
    """Somebody still has not answered."""
    await _by_itself(work, due, Remind(due.data["signatory_id"], due.data["times"], work.context.now))


async def expire_invitation(work: Work, due: Deadline) -> None:
    """An invitation ran out, and every way in by it."""
    await _by_itself(work, due, Expire(due.data["signatory_id"], due.data["times"], work.context.now))


async def _by_itself(work: Work, due: Deadline, command: Remind | Expire) -> None:
    signing = await work.load(SIGNING, due.data["signing_id"], must_exist=True)
    events: Sequence[object] = decide(signing.state, command)
    work.record(signing, decide(signing.state, command))
    if events and isinstance(command, Expire):
        await _close_way(work, command.signatory_id)


async def _close_way(work: Work, signatory_id: str) -> None:
    await work.execute(delete(ways).where(ways.c.signatory_id == signatory_id))
