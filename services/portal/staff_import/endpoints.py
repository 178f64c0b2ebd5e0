"""Imports of staff from HR: a file, its columns matched, tried, and taken with progress."""

from typing import Annotated, Final

from fastapi import Query as Parameter
from fastapi import Request

from services.portal.staff_import import handlers, queries
from services.portal.staff_import.deeds import Deed
from services.portal.staff_import.rows import FIELDS, SYNONYMS
from services.portal.staff_import.schemas import (
    RunBody,
    StaffImportAnswer,
    StaffImportFile,
    StaffImportMade,
    StaffImports,
    StaffRefusal,
    StaffRefusals,
    StaffRow,
    StaffRowChange,
    StaffRowChanges,
    StaffRows,
)
from shared.sheets.matching import columns_meant
from shared.values.ids import Id, derived_id
from shared.values.text import PlainText
from shared.web.routing import Command, Page, Query, RequestKey, Transactions, allowed, router, upload

routes = router()

LARGEST: Final = 20 * 2**20
SAMPLE: Final = 5
TAKES: Final = "portal.staff.import"
FileName = Annotated[str, PlainText(200), Parameter(description="As its sender calls it; shown, never believed")]


@routes.post(
    "/v1/staff-imports",
    status_code=201,
    dependencies=[allowed(TAKES), upload(LARGEST)],
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
)
async def send(
    request: Request, transactions: Transactions, key: RequestKey, name: FileName = "file"
) -> StaffImportMade:
    """Takes a CSV or XLSX file of staff as the body and keeps it, encrypted, for a day."""
    context = transactions.context
    import_id = derived_id("staff import", context.actor, key)
    data = await request.body()
    async with transactions.begin_once(key) as work:
        sealer = transactions.running.store.sealer
        await handlers.keep_file(work, sealer, import_id, context.unit, name, data)
    return StaffImportMade(import_id=import_id)


@routes.get("/v1/staff-imports", dependencies=[allowed(TAKES)])
async def index(work: Query, page: Page) -> StaffImports:
    """Imports of staff, the latest first."""
    return StaffImports(imports=[StaffImportAnswer(**row) for row in await queries.import_page(work, page)])


@routes.get("/v1/staff-imports/{import_id}", dependencies=[allowed(TAKES)])
async def show(import_id: Id, work: Query) -> StaffImportAnswer:
    """One import, and how far it is."""
    row = await queries.one(work, import_id)
    return StaffImportAnswer(**{name: value for name, value in row.items() if name != "sealed"})


@routes.get("/v1/staff-imports/{import_id}/file", dependencies=[allowed(TAKES)])
async def show_file(import_id: Id, work: Query) -> StaffImportFile:
    """What is in the file while it is kept, and what its columns may mean."""
    row = await queries.one(work, import_id)
    sheet = await queries.held_sheet(work, import_id, row["sealed"])
    headings = list(sheet.headings) if sheet else []
    known = {name: value for name, value in row.items() if name not in ("sealed", "columns")}
    return StaffImportFile(
        **known,
        columns=row["columns"] or columns_meant(headings, FIELDS, SYNONYMS),
        fields=list(FIELDS),
        headings=headings,
        sample=[list(cells) for cells in (sheet.rows[:SAMPLE] if sheet else ())],
    )


@routes.post("/v1/staff-imports/{import_id}/runs", status_code=202, dependencies=[allowed(TAKES)])
async def run(import_id: Id, body: RunBody, work: Command) -> StaffImportMade:
    """Tries the file with its columns matched, or takes it: who is new joins, who stands elsewhere moves, who goes by
    another name or address is corrected, who left goes; what stands already is not changed.
    """
    await handlers.begin_run(work, import_id, body.columns, dry_run=body.dry_run)
    return StaffImportMade(import_id=import_id)


@routes.get("/v1/staff-imports/{import_id}/refusals", dependencies=[allowed(TAKES)])
async def refusals(import_id: Id, work: Query, page: Page) -> StaffRefusals:
    """Rows that were not taken, each with its reasons by column."""
    await queries.one(work, import_id)
    return StaffRefusals(refusals=[StaffRefusal(**row) for row in await queries.refusal_page(work, import_id, page)])


@routes.get("/v1/staff-imports/{import_id}/rows", dependencies=[allowed(TAKES)])
async def rows(import_id: Id, work: Query, page: Page, deed: Deed | None = None) -> StaffRows:
    """What came of the rows that were taken, and of whom each is: those that count under a `deed`, or all."""
    await queries.one(work, import_id)
    return StaffRows(rows=[StaffRow(**row) for row in await queries.row_page(work, import_id, deed, page)])


@routes.get("/v1/staff-imports/{import_id}/changes", dependencies=[allowed(TAKES)])
async def changes(import_id: Id, work: Query, page: Page) -> StaffRowChanges:
    """Rows that say something new of somebody who is here: in which fields, not what."""
    await queries.one(work, import_id)
    return StaffRowChanges(changes=[StaffRowChange(**row) for row in await queries.change_page(work, import_id, page)])
