import asyncio
from typing import Annotated, Any, Final

from fastapi import Path, Request
from starlette.responses import Response

from services.contract.contract import queries as contracts
from services.contract.contract.naming import names_of
from services.contract.customer.checking import check_counterparty
from services.contract.documents import document
from services.contract.rendering.making import MEDIA_TYPES, Form, rendered
from services.contract.rows import with_money
from services.contract.version import handlers, queries
from services.contract.version.schemas import (
    ContractCopied,
    CopyBody,
    DifferenceAnswer,
    VersionAnswer,
    VersionList,
    VersionRow,
)
from shared.eventstore.work import Work
from shared.security.known import unit_for
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Here, Others, Page, Query, allowed, page_of, router

routes = router()

Number = Annotated[int, Path(ge=1, le=1_000_000, description="Counted from 1")]
READ = [allowed("contract.contract.read")]


def _binary(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {
        200: {"content": {media_type: {}}, "description": "The document; ETag is the SHA-256 of its bytes"},
        304: {"description": "The caller has these bytes"},
    }


PDF: Final = _binary(MEDIA_TYPES["pdf"])
DOCX: Final = _binary(MEDIA_TYPES["docx"])


@routes.post("/v1/contracts/{contract_id}/copies", status_code=201, dependencies=[allowed("contract.contract.draft")])
async def copy(contract_id: Id, body: CopyBody, work: Command, others: Others, here: Here) -> ContractCopied:
    """Drafts another contract that says the same: words, lines, plan, and what departs from the template."""
    source = await contracts.one(work, contract_id)
    if body.counterparty_id is not None:
        await check_counterparty(work, others, body.counterparty_id)
    unit = await unit_for(work, body.unit_id)
    names = await names_of(work, others, unit, body.counterparty_id or source["counterparty_id"], ())
    made = await handlers.copy_contract(work, here.store.sealer, contract_id, new_id(), unit, body, names)
    text_hash = made.state.terms.text_hash if made.state.terms else ""
    return ContractCopied(
        contract_id=made.id, copied_from=contract_id, state=made.state.state, text_hash=text_hash, version=made.version
    )


@routes.get("/v1/contracts/{contract_id}/versions", dependencies=READ)
async def show_versions(contract_id: Id, work: Query, page: Page) -> VersionList:
    """Each time the draft was said, the newest first."""
    chosen = queries.listed(contract_id)
    rows = await page_of(work, chosen, [chosen.selected_columns.number.desc()], page)
    return VersionList(items=[VersionRow(**_row(row, VersionRow)) for row in rows])


@routes.get("/v1/contracts/{contract_id}/versions/{number}", dependencies=READ)
async def show_version(contract_id: Id, number: Number, work: Query) -> VersionAnswer:
    """One version with everything that it says."""
    row = await queries.version(work, contract_id, number)
    said = await queries.document_of(work, contract_id, row["text_hash"])
    return VersionAnswer(**_row(row, VersionAnswer), document=said)


@routes.get("/v1/contracts/{contract_id}/versions/{number}/difference", dependencies=READ)
async def show_difference(
    contract_id: Id, number: Number, work: Query, against: handlers.Against = "previous"
) -> DifferenceAnswer:
    """What a version says otherwise than the one before it, or than its template: by clause, with the clause's risk."""
    row = await queries.version(work, contract_id, number)
    said = await queries.document_of(work, contract_id, row["text_hash"])
    before, before_hash = None, None
    if against == "previous" and number > 1:
        before_hash = (await queries.version(work, contract_id, number - 1))["text_hash"]
        before = await queries.document_of(work, contract_id, before_hash)
    found = await asyncio.to_thread(handlers.difference, said, before, against)
    return DifferenceAnswer(
        contract_id=contract_id,
        number=number,
        against=against,
        text_hash=row["text_hash"],
        against_hash=before_hash,
        deviations=row["deviations"],
        **found,
    )


@routes.get(
    "/v1/contracts/{contract_id}/versions/{number}/pdf", dependencies=READ, response_class=Response, responses=PDF
)
async def show_pdf(contract_id: Id, number: Number, request: Request, work: Query) -> Response:
    """The version as PDF: the same bytes whenever it is asked for."""
    return await _document(request, work, contract_id, number, "pdf")


@routes.get(
    "/v1/contracts/{contract_id}/versions/{number}/docx", dependencies=READ, response_class=Response, responses=DOCX
)
async def show_docx(contract_id: Id, number: Number, request: Request, work: Query) -> Response:
    """The version as DOCX, on the other party's paper where it was drafted on it: the same bytes whenever asked for."""
    return await _document(request, work, contract_id, number, "docx")


async def _document(request: Request, work: Work, contract_id: str, number: int, form: Form) -> Response:
    row = await queries.version(work, contract_id, number)
    said = await queries.document_of(work, contract_id, row["text_hash"])
    data = await handlers.on_paper(work, said) if form == "docx" else None
    data, digest = await rendered(said, row["text_hash"], form, data)
    return document(request, data, digest, MEDIA_TYPES[form], f"{row['title']}-{number}.{form}")


def _row(row: Any, answer: type[VersionRow]) -> dict[str, Any]:
    return {**with_money(row, answer), "stream_version": row["version"]}
