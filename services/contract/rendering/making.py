"""A version rendered, with the hash of its bytes. The libraries come with the first rendering."""

import asyncio
import hashlib
from typing import Final, Literal

from services.contract.file.content import MEDIA_TYPES as FILES
from services.contract.rendering.docx import docx_of
from services.contract.rendering.pdf import pdf_of
from services.contract.rendering.view import view
from services.contract.text.document import Document

Form = Literal["pdf", "docx"]
MEDIA_TYPES: Final[dict[Form, str]] = {"pdf": FILES["pdf"], "docx": FILES["docx"]}
MAKERS: Final = {"pdf": pdf_of, "docx": docx_of}


async def rendered(document: Document, text_hash: str, form: Form, made: bytes | None = None) -> tuple[bytes, str]:
    """The bytes and their SHA-256 in hexadecimal: the same for the same version whenever and wherever it is made.
    `made` are the bytes where they were made elsewhere, from the other party's paper.
    """
    data = made if made is not None else await asyncio.to_thread(MAKERS[form], view(document, text_hash))
    return data, hashlib.sha256(data).hexdigest()
