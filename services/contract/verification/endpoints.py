import asyncio
import hashlib
import re
from typing import Any, Final

from fastapi import Request

from services.contract.pades.errors import UnreadablePdfError
from services.contract.pades.issuing import roots_of
from services.contract.pades.reading import Reading, read_pdf
from services.contract.signing.document import MARK_SIGNING
from services.contract.verification import queries
from services.contract.verification.schemas import SignatureFound, Verdict, VerificationAnswer
from shared.eventstore.work import Work
from shared.values.ids import ID_PATTERN
from shared.web.routing import Transactions, allowed, router, upload

routes = router()

LARGEST: Final = 20 * 2**20
BEGINNING: Final = b"%PDF-"
MARK: Final = re.compile(rb"/" + MARK_SIGNING.encode() + rb"\s*\(([0-9a-f-]{36})\)")
NOTHING: Final = Reading((), {})


@routes.post(
    "/v1/verify",
    dependencies=[allowed("contract.contract.read"), upload(LARGEST)],
    openapi_extra={"requestBody": {"required": True, "content": {"application/pdf": {}}}},
)
async def verify(request: Request, transactions: Transactions) -> VerificationAnswer:
    """Takes any PDF as the body: of which contract it is, whether it is what was signed, and who signed it."""
    pdf = b"".join([piece async for piece in request.stream()])
    if not pdf.startswith(BEGINNING):
        raise UnreadablePdfError
    digest = hashlib.sha256(pdf).hexdigest()
    async with transactions.begin(read_only=True) as work:
        roots = await roots_of(work)
        exact = await queries.known_by_hash(work, digest)
    reading = await asyncio.to_thread(_read, pdf, roots)
    async with transactions.begin(read_only=True) as work:
        signing = exact or await _claimed(work, pdf, reading)
    return _answer(digest, exact, signing, reading)


def _read(pdf: bytes, roots: list[bytes]) -> Reading | None:
    try:
        return read_pdf(pdf, roots)
    except UnreadablePdfError:
        return None


async def _claimed(work: Work, pdf: bytes, reading: Reading | None) -> Any | None:
    """The signing that the file says it is of: by its mark, also where the file around it can't be read."""
    said = reading.marks.get(MARK_SIGNING) if reading else None
    if said is None and (found := MARK.search(pdf)):
        said = found[1].decode()
    if said is None or not re.fullmatch(ID_PATTERN, said):
        return None
    return await queries.known_by_mark(work, said)


def _answer(digest: str, exact: Any, signing: Any, reading: Reading | None) -> VerificationAnswer:
    known = {name: signing[name] if signing else None for name in ("contract_id", "signing_id", "number", "stage")}
    return VerificationAnswer(
        verdict=_verdict(digest, exact, signing, reading),
        hash=digest,
        readable=reading is not None,
        signatures=[
            SignatureFound(
                field=one.field,
                signer=one.signer,
                signatory_id=one.serial,
                signed_at=one.signed_at,
                intact=one.intact,
                sound=one.sound,
                trusted=one.trusted,
            )
            for one in (reading or NOTHING).signatures
        ],
        **known,
    )


def _verdict(digest: str, exact: Any, signing: Any, reading: Reading | None) -> Verdict:
    """Signatures alone leave a few bytes uncovered (the padding of the signatures themselves); the hash of the whole
    file does not.
    """
    if signing is None:
        return "foreign"
    if exact is None or reading is None:
        return "changed"
    return "intact" if digest == signing["current_hash"] else "earlier"
