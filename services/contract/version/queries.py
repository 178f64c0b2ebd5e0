"""What is asked about versions of drafts; every statement carries the predicate of visibility."""

from typing import Any

import asyncpg
from sqlalchemy import Integer, Select, func, literal, select

from services.contract.contract.tables import contract_texts
from services.contract.text.document import Document
from services.contract.version.errors import NoDocumentError
from services.contract.version.tables import contract_versions
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError


def listed(contract_id: str) -> Select[Any]:
    """Versions of a contract with their number among them, the first being 1."""
    resource = literal("contract-").concat(contract_versions.c.contract_id)
    number = func.row_number(type_=Integer()).over(order_by=contract_versions.c.version).label("number")
    chosen = select(contract_versions, number).where(contract_versions.c.contract_id == contract_id)
    numbered = chosen.where(visible(contract_versions.c.unit_id, resource)).subquery("numbered")
    return select(numbered)


async def version(work: Work, contract_id: str, number: int | None = None) -> asyncpg.Record:
    """One version by its number, the last one without; raises `NotFoundError` where there is none."""
    numbered = listed(contract_id)
    column = numbered.selected_columns.number
    chosen = numbered.order_by(column.desc()).limit(1) if number is None else numbered.where(column == number)
    row = await work.row(chosen)
    if row is None:
        raise NotFoundError
    return row


async def document_of(work: Work, contract_id: str, text_hash: str) -> Document:
    """The document of a version; raises `NotFoundError` for drafts from before documents were kept."""
    resource = literal("contract-").concat(contract_texts.c.contract_id)
    chosen = select(contract_texts.c.document).where(
        contract_texts.c.contract_id == contract_id,
        contract_texts.c.hash == text_hash,
        visible(contract_texts.c.unit_id, resource),
    )
    found = await work.value(chosen)
    if found is None:
        raise NotFoundError
    return Document.model_validate(found)


async def document_needed(work: Work, contract_id: str, text_hash: str) -> Document:
    """The same for a command on a contract that is there; raises `NoDocumentError`."""
    try:
        return await document_of(work, contract_id, text_hash)
    except NotFoundError as error:
        raise NoDocumentError from error
