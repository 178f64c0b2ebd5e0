"""Uploads: a file as a person has it, looked at, matched, tried and imported."""

from typing import Annotated, Final

from fastapi import Path, Request
from fastapi import Query as QueryParameter
from sqlalchemy import select

from services.customer.imports.schemas import ImportStarted
from services.customer.imports.tables import refusals
from services.customer.upload import handlers
from services.customer.upload.matching import FIELDS, proposed
from services.customer.upload.schemas import MatchBody, RefusedRow, RefusedRows, UploadAnswer, UploadMade
from shared.security.visibility import visible
from shared.values.errors import ForbiddenError
from shared.values.ids import Id, derived_id
from shared.values.text import PlainText
from shared.web.routing import Command, Here, Page, Query, RequestKey, Transactions, allowed, page_of, router, upload

routes = router()

LARGEST: Final = 20 * 2**20
SAMPLE: Final = 5
UploadKey = Annotated[Id, Path(description="The upload's id")]
FileName = Annotated[str, PlainText(200), QueryParameter(description="As its sender calls it; shown, never believed")]


@routes.post(
    "/v1/uploads",
    status_code=201,
    dependencies=[allowed("customer.import.start"), upload(LARGEST)],
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
)
async def send(
    request: Request, transactions: Transactions, key: RequestKey, name: FileName = "file", unit_id: Id | None = None
) -> UploadMade:
    """Takes a CSV or XLSX file as the body and keeps it for a day; which of the two it is, its content says."""
    context = transactions.context
    unit = unit_id or context.unit
    if not context.covers(unit):
        raise ForbiddenError("The unit is outside the caller's permission.")
    upload_id = derived_id("upload", context.actor, key)
    data = await request.body()
    async with transactions.begin_once(key) as work:
        await handlers.keep_upload(work, transactions.running.store.sealer, upload_id, unit, name, data)
    return UploadMade(upload_id=upload_id)


@routes.get("/v1/uploads/{upload_id}", dependencies=[allowed("customer.import.start")])
async def show(upload_id: UploadKey, work: Query) -> UploadAnswer:
    """What is in the file, and what its columns may mean."""
    row, sheet = await handlers.found_upload(work, upload_id)
    chosen = row["columns"]
    return UploadAnswer(
        **{name: row[name] for name in UploadAnswer.model_fields if name in row and name not in ("columns", "fixed")},
        headings=list(sheet.headings),
        sample=[list(one) for one in sheet.rows[:SAMPLE]],
        fields=list(FIELDS),
        columns=proposed(sheet.headings) if chosen is None else chosen,
        fixed=row["fixed"] or {},
    )


@routes.post("/v1/uploads/{upload_id}/imports", status_code=202, dependencies=[allowed("customer.import.start")])
async def start(upload_id: UploadKey, body: MatchBody, key: RequestKey, work: Command, here: Here) -> ImportStarted:
    """Imports the file with its columns matched, or tries to; /v1/imports tells how it goes."""
    import_id = derived_id("import", work.context.actor, key)
    await handlers.import_upload(work, here.store.sealer, upload_id, import_id, body)
    return ImportStarted(import_id=import_id)


@routes.get("/v1/uploads/{upload_id}/refused", dependencies=[allowed("customer.import.start")])
async def refused(upload_id: UploadKey, work: Query, page: Page) -> RefusedRows:
    """The rows that the last import of the file did not take, as they stand in it, with the reasons."""
    row, sheet = await handlers.found_upload(work, upload_id)
    chosen = select(refusals).where(refusals.c.import_id == (row["import_id"] or ""), visible(refusals.c.unit_id))
    found = await page_of(work, chosen, [refusals.c.row, refusals.c.place], page)
    return RefusedRows(
        headings=list(sheet.headings),
        refused=[
            RefusedRow(
                **{name: one[name] for name in ("row", "place", "column", "reason")},
                cells=list(sheet.rows[one["row"] - 1]) if one["row"] <= len(sheet.rows) else [],
            )
            for one in found
        ],
    )
