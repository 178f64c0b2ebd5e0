from typing import Annotated, Final, Literal

import asyncpg
from fastapi import Query as Parameter
from fastapi import Request
from sqlalchemy import Select, select

from services.contract.imports import handlers
from services.contract.imports.errand import Result
from services.contract.imports.records import KEYS, Moved, New, record_answer, records_of
from services.contract.imports.schemas import (
    ImportAnswer,
    ImportList,
    ImportStarted,
    OpeningSum,
    RecordList,
    RemarkAnswer,
    RemarkList,
    UnitSum,
)
from services.contract.imports.tables import amounts, imports, openings, progress, remarks, units_brought
from services.contract.imports.units import MOST, Called
from services.contract.ocds.report import told
from services.contract.terms import Currency
from shared.security.visibility import visible
from shared.values.errors import ForbiddenError, NotFoundError
from shared.values.ids import Id, derived_id
from shared.values.money import Money
from shared.values.text import Code
from shared.web.routing import Command, Page, Query, RequestKey, Transactions, allowed, page_of, router, upload

routes = router()
LARGEST_FILE: Final = 4 * 2**30


@routes.post(
    "/v1/imports",
    status_code=202,
    dependencies=[allowed("contract.import.start"), upload(LARGEST_FILE)],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/x-ndjson": {}, "application/json": {}, "text/csv": {}},
        },
    },
)
async def start(
    request: Request,
    transactions: Transactions,
    key: RequestKey,
    source: Code,
    kind: handlers.Kind,
    unit_id: Id | None = None,
    currency: Currency = "CNY",
    hold: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    units: Annotated[list[Called], Parameter(max_length=MOST, description="`code=unit`, one each")] = [],  # noqa: B006 - only read
) -> ImportStarted:
    """Takes a file as the body and imports it in the background: `ocds`, an Open Contracting file (JSON or JSON
    lines); `register`, a register of contracts (CSV or XLSX, a contract a row, amounts in `currency`); `contracts`,
    JSON lines of contracts that run, with the opening balances of each clause; `retail-orders`, JSON lines of
    purchases. A row is known by `source` and its own id there: the same file sent twice changes nothing. With `hold`
    the file is only read, and waits a day for its start. Its contracts are of `unit_id`, the caller's own unit without
    it, unless the file says otherwise: a register in the column `unit_code` and a line of `contracts` in the field, by
    what `units` tells of its codes or by the unit's short code or id; `ocds` by its buyers, where `units` tells which
    unit each of them is, by short code or id. Rows of other units are rejected.
    """
    context = transactions.context
    unit = unit_id or context.unit
    if not context.covers(unit):
        raise ForbiddenError("The unit is outside the caller's permission.")
    import_id = derived_id("import", context.actor, key)
    wanted = handlers.Wanted(import_id, kind, unit, source, currency, hold, told(units))
    async with transactions.begin_once(key) as work:
        await handlers.receive_file(work, transactions.running.store.sealer, wanted, request.stream())
    return ImportStarted(import_id=import_id)


@routes.post("/v1/imports/{import_id}/start", status_code=202, dependencies=[allowed("contract.import.start")])
async def begin(import_id: Id, work: Command) -> ImportStarted:
    """Begins an import that was held."""
    await handlers.begin_held(work, import_id)
    return ImportStarted(import_id=import_id)


@routes.get("/v1/imports", dependencies=[allowed("contract.import.read")])
async def index(work: Query, page: Page) -> ImportList:
    """Imports, the latest first; what they brought is told of each by itself."""
    rows = await page_of(work, _runs(), [imports.c.received_at.desc(), imports.c.import_id.desc()], page)
    return ImportList(items=[_answer(row, [], [], []) for row in rows])


@routes.get("/v1/imports/{import_id}", dependencies=[allowed("contract.import.read")])
async def show(import_id: Id, work: Query) -> ImportAnswer:
    """Where an import stands."""
    row = await work.row(_seen(import_id))
    if row is None:
        raise NotFoundError
    sums = select(amounts).where(amounts.c.import_id == import_id, visible(amounts.c.unit_id))
    brought = [
        Money.of(each["amount"], each["currency"]) for each in await work.rows(sums.order_by(amounts.c.currency))
    ]
    opened = select(openings).where(openings.c.import_id == import_id, visible(openings.c.unit_id))
    opening = [
        OpeningSum(kind=each["kind"], amount=Money.of(each["amount"], each["currency"]))
        for each in await work.rows(opened.order_by(openings.c.currency, openings.c.kind))
    ]
    by_unit = select(units_brought).where(units_brought.c.import_id == import_id, visible(units_brought.c.unit_id))
    units = [
        UnitSum(unit_id=each["unit_id"], rows=each["rows"], amount=Money.of(each["amount"], each["currency"]))
        for each in await work.rows(by_unit.order_by(units_brought.c.unit_id, units_brought.c.currency))
    ]
    return _answer(row, brought, opening, units)


@routes.get("/v1/imports/{import_id}/records", dependencies=[allowed("contract.import.read")])
async def show_records(
    import_id: Id,
    work: Query,
    page: Page,
    result: Result | None = None,
    currency: Currency | None = None,
    opened: Moved | None = None,
    unit_id: Id | None = None,
    new: New | None = None,
) -> RecordList:
    """What the rows came to that were not rejected, row by row: those of a `result` or of a unit, those that add to
    the amounts in a `currency`, those whose openings say that so much was ordered, accepted, invoiced or paid, those
    that told something `new` of a contract that was here.
    """
    if await work.row(_seen(import_id)) is None:
        raise NotFoundError
    rows = await page_of(work, records_of(import_id, result, currency, opened, unit_id, new), KEYS, page)
    return RecordList(items=[record_answer(row) for row in rows])


@routes.get("/v1/imports/{import_id}/remarks", dependencies=[allowed("contract.import.read")])
async def show_remarks(
    import_id: Id, work: Query, page: Page, kind: Literal["rejected", "warning", "differing"] | None = None
) -> RemarkList:
    """The rows that were rejected, what is doubtful, and what is said otherwise of what is known, in order."""
    if await work.row(_seen(import_id)) is None:
        raise NotFoundError
    chosen = select(remarks).where(remarks.c.import_id == import_id, visible(remarks.c.unit_id))
    if kind is not None:
        chosen = chosen.where(remarks.c.kind == kind)
    rows = await page_of(work, chosen, [remarks.c.row, remarks.c.place], page)
    return RemarkList(items=[RemarkAnswer(**{name: row[name] for name in RemarkAnswer.model_fields}) for row in rows])


def _seen(import_id: str) -> Select[tuple[object, ...]]:
    return _runs().where(imports.c.import_id == import_id)


def _runs() -> Select[tuple[object, ...]]:
    columns = [column for column in progress.c if column.name not in ("import_id", "unit_id")]
    joined = imports.join(progress, progress.c.import_id == imports.c.import_id)
    return select(imports, *columns).select_from(joined).where(visible(imports.c.unit_id))


def _answer(row: asyncpg.Record, brought: list[Money], opening: list[OpeningSum], units: list[UnitSum]) -> ImportAnswer:
    sums = {"amounts": brought, "openings": opening, "units": units}
    known = {name: row[name] for name in ImportAnswer.model_fields if name not in sums}
    return ImportAnswer.model_validate({**known, **sums})
