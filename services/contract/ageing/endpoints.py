from typing import Annotated, Any

import asyncpg
from fastapi import Depends
from fastapi import Query as Parameter
from fastapi.responses import Response
from sqlalchemy import select

from services.contract.ageing.errors import TooManyItemsError
from services.contract.ageing.events import AgeingLaidDown
from services.contract.ageing.handlers import lay_down
from services.contract.ageing.queries import (
    Asked,
    Basis,
    By,
    Direction,
    Only,
    bucket_name,
    items,
    lines,
    scheme_on,
    sums,
)
from services.contract.ageing.schemas import (
    AgedCell,
    AgedItem,
    AgedItems,
    AgedLine,
    AgedLines,
    AgedSum,
    AgedSums,
    AgeingAnswer,
    AgeingBody,
    AgeingKept,
    AgeingList,
)
from services.contract.ageing.scheme import SHIPPED, names
from services.contract.ageing.tables import schemes
from services.contract.rows import CurrencyCode, with_money
from shared.sheets.writing import as_file, workbook
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.money import Money
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.arrears.read")]
MOST_ROWS = 50_000
Text40 = Annotated[str | None, Parameter(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
Bucket = Annotated[
    str | None, Parameter(pattern="^(not-due|[0-9]{1,5}-[0-9]{0,5})$", description="As `buckets` names it")
]
Apart = Annotated[
    list[By] | None, Parameter(max_length=10, description="What tells the sums apart, besides bucket and currency")
]


@routes.post("/v1/ageing-schemes", status_code=201, dependencies=[allowed("contract.setting.lay_down")])
async def lay(body: AgeingBody, work: Command) -> AgeingKept:
    """Lays down from a day on how what is owed is aged, dunned and valued."""
    stream = await lay_down(work, body.fact())
    return AgeingKept(from_on=body.from_on, version=stream.version)


@routes.get("/v1/ageing-schemes", dependencies=[allowed("contract.setting.read")])
async def list_schemes(work: Query, page: Page) -> AgeingList:
    """What was laid down, page by page, the first page with what came with the program before it."""
    rows = await page_of(work, select(schemes), [schemes.c.ageing_id, schemes.c.version], page)
    fields = [name for name in AgeingAnswer.model_fields if name != "shipped"]
    shipped = [] if page.cursor else [AgeingAnswer(**_lists(SHIPPED.model_dump()), shipped=True)]
    said = [AgeingAnswer(**_lists({name: row[name] for name in fields}), shipped=False) for row in rows]
    return AgeingList(items=[*shipped, *said])


def _lists(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, **{name: list(said[name]) for name in ("buckets", "levels", "losses")}}


async def _asked(
    work: Query,
    as_of: Annotated[
        BusinessDate | None, Parameter(description="As of the end of this day; today unless given")
    ] = None,
    basis: Annotated[Basis, Parameter(description="Days past due, or days since the invoice")] = "due",
    direction: Direction = "sales",
    unit_id: Annotated[Id | None, Parameter(description="With all units below it")] = None,
    contract_id: Id | None = None,
    counterparty_id: Id | None = None,
    currency: CurrencyCode = None,
    phase: Text40 = None,
    bucket: Bucket = None,
    below: Annotated[bool, Parameter(description="Items of the units below the unit too")] = True,  # noqa: FBT002 - a parameter of the address
    only: Annotated[Only | None, Parameter(description="Items of which something is so")] = None,
) -> Asked:
    day = as_of or work.context.today
    return Asked(day, basis, direction, unit_id, contract_id, counterparty_id, currency, phase, bucket, below, only)


Wanted = Annotated[Asked, Depends(_asked)]


@routes.get("/v1/ageing", dependencies=READ)
async def aged(work: Query, page: Page, asked: Wanted, by: Apart = None) -> AgedSums:
    """What is owed, in buckets by age, as of any day; by contract, customer, unit or phase."""
    scheme = await scheme_on(work, asked.day)
    statement, keys = sums(asked, scheme, by or ())
    rows = await page_of(work, statement, keys, page)
    found = [AgedSum(**with_money(row, AgedSum), bucket=bucket_name(row["place"], scheme)) for row in rows]
    return AgedSums(as_of=asked.day, basis=asked.basis, buckets=names(scheme.buckets), items=found)


@routes.get("/v1/ageing/lines", dependencies=READ)
async def aged_lines(work: Query, page: Page, asked: Wanted, by: By = "customer") -> AgedLines:
    """The same line by line, what is overdue most first: each customer, contract, unit or phase with its buckets."""
    scheme = await scheme_on(work, asked.day)
    statement, keys = lines(asked, scheme, by)
    rows = await page_of(work, statement, keys, page)
    found = [_line(row, scheme) for row in rows]
    return AgedLines(as_of=asked.day, basis=asked.basis, buckets=names(scheme.buckets), items=found)


def _line(row: asyncpg.Record, scheme: AgeingLaidDown) -> AgedLine:
    cells = [
        AgedCell(bucket=bucket_name(place, scheme), amount=Money.of(amount, row["currency"]))
        for place, amount in zip(row["places"], row["amounts"], strict=True)
    ]
    return AgedLine(**with_money(row, AgedLine), cells=cells)


@routes.get("/v1/ageing/items", dependencies=READ)
async def aged_items(work: Query, page: Page, asked: Wanted) -> AgedItems:
    """The open items themselves, the oldest first."""
    scheme = await scheme_on(work, asked.day)
    statement = items(asked, scheme)
    c = statement.selected_columns
    rows = await page_of(work, statement, [c.due_on, c.item_id], page)
    return AgedItems(as_of=asked.day, basis=asked.basis, items=[_item(row, scheme) for row in rows])


def _item(row: asyncpg.Record, scheme: AgeingLaidDown) -> AgedItem:
    return AgedItem(**with_money(row, AgedItem), bucket=bucket_name(row["place"], scheme))


@routes.get("/v1/ageing.xlsx", response_class=Response, dependencies=READ)
async def aged_sheet(work: Query, asked: Wanted) -> Response:
    """The open items as a sheet, the oldest first; refused where there are more than 50,000."""
    scheme = await scheme_on(work, asked.day)
    statement = items(asked, scheme)
    c = statement.selected_columns
    rows = await work.rows(statement.order_by(c.due_on, c.item_id).limit(MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise TooManyItemsError(limit=MOST_ROWS)
    headings = ("contract", "unit", "customer", "clause", "phase", "number", "origin", "due", "days", "bucket")
    told = [
        (
            *(row[name] for name in ("contract_id", "unit_id", "counterparty_id", "clause", "phase", "number")),
            *(row[name] for name in ("origin_on", "due_on", "days")),
            bucket_name(row["place"], scheme),
            row["amount"],
            row["currency"],
        )
        for row in rows
    ]
    return as_file(workbook("ageing", (*headings, "amount", "currency"), told), f"ageing-{asked.day}.xlsx")
