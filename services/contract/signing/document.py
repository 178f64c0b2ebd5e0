"""The file of a signing: made once, then kept sealed and written on, one signature after the other."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.contract.pades.certificates import Issuer, make_signatory
from services.contract.pades.pages import (
    SEAL,
    certificate_pages,
    field_of,
    fields,
    seal_picture,
    signature_picture,
)
from services.contract.pades.writing import prepared, signed
from services.contract.settings import contract_settings
from services.contract.signing.events import Group
from services.contract.signing.proof import Signature, completion, heading, label, rows_of
from services.contract.signing.tables import documents
from shared.eventstore import keys
from shared.eventstore.aggregate import AnyStream
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError

MARK_SIGNING = "PactlineSigning"
MARK_CONTRACT = "PactlineContract"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is signed: the contract as it is named on the certificate, and the hash of its frozen text."""

    signing_id: str
    contract_id: str
    number: str
    title: str
    text_hash: str


def digest(data: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


async def ready_to_sign(subject: Subject, contract: bytes, groups: tuple[Group, ...]) -> bytes:
    """The contract's PDF with the pages of the certificate behind it and an empty field for everybody."""
    labels = [label(one) for group in groups for one in group.signatories]
    head = heading(subject.number, subject.title, subject.text_hash)
    marks = {MARK_SIGNING: subject.signing_id, MARK_CONTRACT: subject.contract_id}

    def made() -> bytes:
        pages = certificate_pages(subject.number, head, labels)
        return prepared(contract, pages, fields(len(labels)), marks)

    return await asyncio.to_thread(made)


async def with_signature(pdf: bytes, signature: Signature, issuer: Issuer) -> tuple[bytes, Signature]:
    """The file with one signature more, and the signature with the hash after it."""
    one = signature.signatory

    def made() -> bytes:
        credentials = make_signatory(
            signature.name, one.signatory_id, signature.organisation or signature.name, issuer, signature.at
        )
        picture = signature_picture(rows_of(signature))
        return signed(pdf, field_of(one.place), picture, credentials, issuer, signature.at)

    data = await asyncio.to_thread(made)
    return data, replace(signature, after=digest(data))


async def with_seal(pdf: bytes, signatures: list[Signature], issuer: Issuer, signing_id: str, at: datetime) -> bytes:
    """The file with the installation's seal over all signatures, which shows the whole course of events."""
    name = contract_settings().authority_name

    def made() -> bytes:
        picture = seal_picture(completion(len(signatures), digest(pdf), at), [rows_of(one) for one in signatures])
        credentials = make_signatory(f"{name} seal", signing_id, name, issuer, at)
        return signed(pdf, SEAL, picture, credentials, issuer, at)

    return await asyncio.to_thread(made)


async def keep_document(work: Work, sealer: keys.Sealer, signing: AnyStream, contract_id: str, pdf: bytes) -> None:
    """Keeps the file as it stands now in place of what it was."""
    key = (await keys.make_keys(work.conn, sealer, [signing.name]))[signing.name]
    row: Mapping[str, object] = {
        "signing_id": signing.id,
        "contract_id": contract_id,
        "unit_id": signing.unit,
        "size": len(pdf),
        "sealed": sealer.seal(key, pdf, signing.name.encode()),
    }
    kept = insert(documents).values(row)
    changed = {name: kept.excluded[name] for name in ("size", "sealed")}
    await work.execute(kept.on_conflict_do_update(index_elements=["signing_id"], set_=changed))


async def document_of(work: Work, sealer: keys.Sealer, signing_id: str) -> bytes:
    """The file as it stands; raises `NotFoundError` when it is not to be had."""
    name = f"signing-{signing_id}"
    sealed = await work.value(select(documents.c.sealed).where(documents.c.signing_id == signing_id))
    key = await keys.key_of(work.conn, sealer, name)
    if sealed is None or key is None:
        raise NotFoundError
    return sealer.unseal(key, sealed, name.encode())
