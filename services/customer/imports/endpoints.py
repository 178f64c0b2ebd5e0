from typing import Annotated, Literal

import asyncpg
from fastapi import Path, Request, Response
from fastapi import Query as QueryParameter
from sqlalchemy import Select, select

from services.customer.imports import handlers
from services.customer.imports.aggregate import IMPORT
from services.customer.imports.events import Form
from services.customer.imports.schemas import ImportAnswer, ImportList, ImportStarted, Refusal, Refusals
from services.customer.imports.tables import imports, progress, refusals
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, derived_id
from shared.values.text import Code
from shared.web.routing import Page, Query, RequestKey, Transactions, allowed, page_of, router, upload

routes = router()

LARGEST_FILE = 4 * 2**30
ImportKey = Annotated[Id, Path(description="The import's id")]


@routes.post(
    "/v1/imports",
    status_code=202,
    dependencies=[allowed("customer.import.start"), upload(LARGEST_FILE)],
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/x-ndjson": {}, "text/csv": {}}},
    },
)
async def start(
    request: Request,
    response: Response,
    transactions: Transactions,
    key: RequestKey,
    source: Code,
    _kind: Annotated[Literal["customers"], QueryParameter(alias="kind")] = "customers",
    form: Form = "jsonl",
    unit_id: Id | None = None,
    dry_run: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> ImportStarted:
    """Takes a file of customers (JSON lines or CSV) as the body; its rows are registered in the background.

    A row is known by `source` and its `source_id`: the same file sent twice changes nothing.
    """
    context = transactions.context
    import_id = derived_id("import", context.actor, key)
    wanted = handlers.Wanted(import_id, unit_id or context.unit, source, form, dry_run)
    async with transactions.begin_once(key) as work:
        await handlers.receive_file(work, transactions.running.store.sealer, wanted, request.stream())
        response.headers["Pactline-Position"] = (await work.load(IMPORT, import_id)).at
    return ImportStarted(import_id=import_id)


@routes.get("/v1/imports", dependencies=[allowed("customer.import.read")])
async def index(work: Query, page: Page) -> ImportList:
    """Imports, the latest first."""
    rows = await page_of(work, _runs(), [imports.c.received_at.desc(), imports.c.import_id.desc()], page)
    return ImportList(imports=[_answer(row) for row in rows])


@routes.get("/v1/imports/{import_id}", dependencies=[allowed("customer.import.read")])
async def show(import_id: ImportKey, work: Query) -> ImportAnswer:
    """Where an import stands."""
    row = await work.row(_seen(import_id))
    if row is None:
        raise NotFoundError
    return _answer(row)


@routes.get("/v1/imports/{import_id}/refusals", dependencies=[allowed("customer.import.read")])
async def show_refusals(import_id: ImportKey, work: Query, page: Page) -> Refusals:
    """The rows that were not taken and why, in order."""
    if await work.row(_seen(import_id)) is None:
        raise NotFoundError
    statement = select(refusals).where(refusals.c.import_id == import_id, visible(refusals.c.unit_id))
    rows = await page_of(work, statement, [refusals.c.row, refusals.c.place], page)
    return Refusals(refusals=[Refusal(**{name: row[name] for name in Refusal.model_fields}) for row in rows])


def _seen(import_id: str) -> Select[tuple[object, ...]]:
    return _runs().where(imports.c.import_id == import_id)


def _runs() -> Select[tuple[object, ...]]:
    figures = [progress.c[name] for name in ("done", "registered", "changed", "unchanged", "refused")]
    joined = imports.join(progress, progress.c.import_id == imports.c.import_id)
    return select(imports, *figures).select_from(joined).where(visible(imports.c.unit_id))


def _answer(row: asyncpg.Record) -> ImportAnswer:
    return ImportAnswer(**{name: row[name] for name in ImportAnswer.model_fields})
