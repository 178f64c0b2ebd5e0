"""What a signing platform says of a signing that it was given."""

from collections.abc import Collection

from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.state import Contract
from services.contract.signing.aggregate import SIGNING, decide
from services.contract.signing.commands import DeclineElsewhere, SignElsewhere
from services.contract.signing.document import digest, document_of, keep_document
from services.contract.signing.errors import NoAuthorityError, OtherFileError
from services.contract.signing.events import Signatory
from services.contract.signing.handlers import authority_of, sign_side
from services.contract.signing.state import Signing, Stage
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work


async def take_signed(
    work: Work, sealer: keys.Sealer, signing_id: str, pdf: bytes, signed: Collection[str]
) -> Stream[Signing]:
    """The platform gives the file back with the signatures of those named in it: the contract is signed, at the level
    of a licensed authority. Raises `OtherFileError` unless the file begins with the very bytes that it was sent.
    """
    signing = await work.load(SIGNING, signing_id, must_exist=True)
    if signing.state.stage is not Stage.OPEN:
        return signing
    before = await document_of(work, sealer, signing_id)
    if len(pdf) <= len(before) or not pdf.startswith(before):
        raise OtherFileError
    contract = await work.load(CONTRACT, signing.key, must_exist=True)
    named = {one.signatory_id: one for one in signing.state.signatories()}
    letters = [(one, await _letter(work, contract, named[one]) if one in named else None) for one in sorted(signed)]
    command = SignElsewhere(tuple(letters), digest(before), digest(pdf), len(pdf), work.context.now)
    work.record(signing, decide(signing.state, command))
    await keep_document(work, sealer, signing, contract.id, pdf)
    last = {one.side: one for one in signing.state.signatories() if one.signatory_id in signed}
    for one in last.values():
        await sign_side(work, contract, signing, one, "licensed")
    return signing


async def _letter(work: Work, contract: Stream[Contract], one: Signatory) -> str | None:
    """The letter of who signed for us; one that was revoked since they were asked undoes no signature."""
    try:
        return await authority_of(work, contract, one)
    except NoAuthorityError:
        return None


async def take_declined(work: Work, signing_id: str, signatory_id: str, reason: str) -> Stream[Signing]:
    """Somebody told the platform that they do not sign: the signing rests until it is called off."""
    signing = await work.load(SIGNING, signing_id, must_exist=True)
    if signing.state.stage is Stage.OPEN:
        work.record(signing, decide(signing.state, DeclineElsewhere(signatory_id, reason, work.context.now)))
    return signing
