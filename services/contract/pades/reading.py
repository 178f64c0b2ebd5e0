"""What a PDF says of itself: who signed it, whether each signature still fits, whom it is trusted by."""

import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from services.contract.pades.errors import UnreadablePdfError

if TYPE_CHECKING:
    from pyhanko.sign.validation.status import PdfSignatureStatus

BROKEN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What parsers of PDF, XML and certificates raise over bytes that are none of theirs."""
MOST_SIGNATURES: Final = 100
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One signature. `intact`: the bytes it covers are those that were signed. `sound`: nothing but what may follow a
    signature was added behind it. `trusted`: its certificate leads to a root that is known here, as its time does.
    """

    field: str
    signer: str
    serial: str
    signed_at: datetime | None
    intact: bool
    sound: bool
    trusted: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The signatures in their order, and the marks that stand in the document information."""

    signatures: tuple[Found, ...]
    marks: dict[str, str]

    @property
    def whole(self) -> bool:
        """Whether there are signatures and every one of them fits what lies before and behind it."""
        return bool(self.signatures) and all(one.intact and one.sound for one in self.signatures)


def read_pdf(pdf: bytes, roots: Sequence[bytes]) -> Reading:
    """What the PDF says; raises `UnreadablePdfError` for what is none, or breaks off.

    Times are read from the time stamps where they can be trusted. Nothing is fetched: what a certificate points to is
    not asked.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        embedded = reader.embedded_signatures[:MOST_SIGNATURES]
        return Reading(tuple(_found(one, roots) for one in embedded), _marks(reader))
    except (PdfError, *BROKEN) as error:
        raise UnreadablePdfError from error


def _marks(reader: Any) -> dict[str, str]:
    trailer = reader.trailer_view
    if "/Info" not in trailer:
        return {}
    info = trailer["/Info"]
    return {str(name)[1:]: str(info[name])[:LONGEST] for name in info if str(name).startswith("/Pactline")}


def _found(signature: Any, roots: Sequence[bytes]) -> Found:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError

    name = str(signature.field_name)[:LONGEST]
    try:
        status = validate_pdf_signature(signature, _context(roots), _context(roots))
    except SignatureValidationError:
        return Found(name, "", "", None, intact=False, sound=False, trusted=False)
    return _judged(name, status)


def _judged(name: str, status: "PdfSignatureStatus") -> Found:
    subject = status.signing_cert.subject.native
    time = status.timestamp_validity
    timed = time is not None and time.valid and time.intact
    return Found(
        field=name,
        signer=str(subject.get("common_name", ""))[:LONGEST],
        serial=str(subject.get("serial_number", ""))[:LONGEST],
        signed_at=time.timestamp if timed and time is not None else status.signer_reported_dt,
        intact=status.intact and status.valid,
        sound=status.docmdp_ok is not False,
        trusted=status.trusted and (time is None or time.trusted),
    )


def _context(roots: Sequence[bytes]) -> Any:
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=[Certificate.load(one) for one in roots], allow_fetching=False)
