"""PDFs made ready for signatures, and signed one after the other: every signature is an incremental update.

PAdES (ETSI EN 319 142): detached CMS with an RFC 3161 time over it, level B-T. Everything here takes a few
milliseconds of a thread's time and loads its library at first use.
"""

import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from services.contract.pades.certificates import Credentials, Issuer

if TYPE_CHECKING:
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

DIGEST: Final = "sha256"


LEFT_OUT: Final = frozenset({"/Parent", "/StructParents", "/Annots"})
"""Of a page: what only means something in the PDF that it comes from."""


@dataclass(frozen=True, slots=True)
class Field:
    """An empty signature field: its name, its page among those appended, its corners in points from the lower left."""

    name: str
    page: int
    box: tuple[int, int, int, int]


def prepared(contract: bytes, pages: bytes, fields: Sequence[Field], marks: Mapping[str, str]) -> bytes:
    """The contract's PDF with `pages` behind it and the fields on them; `marks` stand in its document information."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = IncrementalPdfFileWriter(io.BytesIO(contract))
    first = int(writer.root["/Pages"]["/Count"])
    for page in _pages(PdfFileReader(io.BytesIO(pages))):
        writer.insert_page(writer.import_object(page))
    for field in fields:
        append_signature_field(writer, SigFieldSpec(field.name, on_page=first + field.page, box=field.box))
    said = {generic.pdf_name(f"/{name}"): generic.pdf_string(value) for name, value in marks.items()}
    writer.set_info(writer.add_object(generic.DictionaryObject(said)))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _pages(reader: Any) -> list[Any]:
    """The pages of a PDF by themselves: what they inherit from their tree is theirs, and the tree is left out."""
    from pyhanko.pdf_utils.generic import pdf_name

    found = []
    for at in range(int(reader.root["/Pages"]["/Count"])):
        ref, resources = reader.find_page_for_modification(at)
        page = ref.get_object()
        if "/Resources" not in page:
            page[pdf_name("/Resources")] = resources
        if "/MediaBox" not in page:
            page[pdf_name("/MediaBox")] = page["/Parent"]["/MediaBox"]
        for name in LEFT_OUT & page.keys():
            del page[name]
        found.append(page)
    return found


def signed(pdf: bytes, field: str, picture: bytes, signatory: Credentials, issuer: Issuer, at: datetime) -> bytes:
    """The PDF with one signature more, in the field, which shows `picture` (a PDF of one page). What was there before
    stays byte for byte.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.stamp import StaticStampStyle

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    edge = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins.uniform(0))
    style = StaticStampStyle(
        border_width=0, background=_picture(picture), background_layout=edge, background_opacity=1.0
    )
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES)
    signer = PdfSigner(metadata, signer=_signer(signatory, issuer), timestamper=_clock(issuer, at), stamp_style=style)
    written = io.BytesIO()
    signer.sign_pdf(writer, existing_fields_only=True, output=written)
    return written.getvalue()


def _signer(signatory: Credentials, issuer: Issuer) -> "SimpleSigner":
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    chain = [issuer.authority.certificate, *issuer.above]
    store = SimpleCertificateStore.from_certs([Certificate.load(one) for one in chain])
    return SimpleSigner(Certificate.load(signatory.certificate), PrivateKeyInfo.load(signatory.key), store)


def _clock(issuer: Issuer, at: datetime) -> "TimeStamper":
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    chain = [issuer.authority.certificate, *issuer.above]
    # "Dummy" in pyhanko's words: an authority of time in the same process instead of one behind HTTP.
    return DummyTimeStamper(
        Certificate.load(issuer.clock.certificate),
        PrivateKeyInfo.load(issuer.clock.key),
        certs_to_embed=SimpleCertificateStore.from_certs([Certificate.load(one) for one in chain]),
        fixed_dt=at,
    )


def _picture(pdf: bytes) -> "PdfContent":
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.pdf_utils.reader import PdfFileReader

    class Picture(PdfContent):
        """A page of another PDF; pyhanko's own `ImportedPdfPage` reads files only."""

        def render(self) -> bytes:
            page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(pdf)))
            left, low, right, high = page.get_object()["/BBox"]
            self.box = BoxConstraints(width=abs(left - right), height=abs(low - high))
            name = f"/Picture{uuid.uuid4().hex}"
            self.resources.xobject[name] = page
            return f"{name} Do".encode()

    return Picture()
