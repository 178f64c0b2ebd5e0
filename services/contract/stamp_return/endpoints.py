from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import asyncpg
from fastapi import Depends, Response
from fastapi import Query as Parameter
from sqlalchemy import literal, select, tuple_

from services.contract.contract.tables import contracts
from services.contract.rows import with_money
from services.contract.stamp_duty.tables import deferred_duties, stamp_duties
from services.contract.stamp_return import queries
from services.contract.stamp_return.queries import Asked
from services.contract.stamp_return.schemas import (
    DeferredDuties,
    DeferredDuty,
    DutyLine,
    DutyLines,
    DutyOfContract,
    DutyTotal,
    DutyTotals,
    DutyWhole,
)
from services.contract.type.stamp import StampItem
from shared.security.visibility import visible
from shared.sheets.writing import as_file, workbook
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.money import Money
from shared.web.routing import Page, Query, Transactions, allowed, page_of, router
from shared.web.sheets import download, line, marked

routes = router()
READ = [allowed("contract.book.read")]
Quarter = Annotated[str, Parameter(pattern="^(19|20|21)[0-9]{2}-Q[1-4]$", description="2026-Q1")]
MOST_ROWS: Final = 50_000
TOGETHER: Final = 500
COLUMNS: Final = ("contract_id", "number", "legal_entity_id", "counterparty_id", "unit_id", "direction", "type_code")
FIGURES: Final = ("item", "cause", "document", "base", "rate", "duty", "currency", "effective_on")
COUNTED: Final = ("exchange_rate", "exchange_on", "exchange_source", "counted_base", "counted_duty")
KEY: Final = (stamp_duties.c.effective_on, stamp_duties.c.contract_id, stamp_duties.c.version)


async def _asked(
    quarter: Quarter,
    unit_id: Annotated[Id | None, Parameter(description="With all units below it")] = None,
    legal_entity_id: Id | None = None,
    item: StampItem | None = None,
) -> Asked:
    return Asked(quarter, unit_id, legal_entity_id, item)


Wanted = Annotated[Asked, Depends(_asked)]


@routes.get("/v1/stamp-duties", dependencies=READ)
async def show_totals(work: Query, page: Page, asked: Wanted) -> DutyTotals:
    """The stamp duty of a quarter by legal entity and item of the law, and altogether."""
    statement = queries.totals(asked)
    order = [statement.selected_columns[name] for name in ("place", "item")]
    rows = await page_of(work, statement, order, page)
    [whole] = await work.rows(queries.whole(asked))
    items = [DutyTotal(**with_money(row, DutyTotal)) for row in rows]
    return DutyTotals(items=items, whole=DutyWhole(**with_money(whole, DutyWhole)))


@routes.get("/v1/stamp-duties/contracts", dependencies=READ)
async def behind(work: Query, page: Page, asked: Wanted) -> DutyLines:
    """What is behind the totals of a quarter: each time a contract made duty due."""
    rows = await page_of(work, queries.lines(asked), list(KEY), page)
    return DutyLines(items=[_line(row) for row in rows])


def _line(row: asyncpg.Record) -> DutyLine:
    counted = {
        name: None if row[name] is None else Money.of(row[name], queries.DUTY_CURRENCY)
        for name in ("counted_base", "counted_duty")
    }
    return DutyLine(**{**with_money(row, DutyLine), **counted})


@routes.get("/v1/stamp-duties/contracts.xlsx", response_class=Response, dependencies=READ)
async def sheet(work: Query, asked: Wanted) -> Response:
    """The same as a sheet, 50,000 rows at most."""
    rows = await work.rows(queries.lines(asked).order_by(*KEY).limit(MOST_ROWS))
    headings = [*COLUMNS, *FIGURES, *COUNTED]
    content = workbook("stamp duty", headings, [[row[name] for name in headings] for row in rows])
    return as_file(content, f"stamp-duty-{asked.quarter}.xlsx")


@routes.get("/v1/stamp-duties/contracts.csv", response_class=Response, dependencies=READ)
async def export(asked: Wanted, transactions: Transactions) -> Response:
    """The same as CSV in which no cell is a formula, without an end to its rows."""
    return download(f"stamp-duty-{asked.quarter}.csv", marked(_lines(transactions, asked)))


async def _lines(transactions: Transactions, asked: Asked) -> AsyncIterator[str]:
    headings = (*COLUMNS, *FIGURES, *COUNTED)
    yield line(headings)
    last: tuple[Any, ...] | None = None
    while True:
        chosen = queries.lines(asked)
        if last is not None:
            chosen = chosen.where(tuple_(*KEY) > tuple_(*(literal(one) for one in last)))
        async with transactions.begin(read_only=True) as work:
            rows = await work.rows(chosen.order_by(*KEY).limit(TOGETHER))
        for row in rows:
            yield line([row[name] for name in headings])
        if len(rows) < TOGETHER:
            return
        last = tuple(rows[-1][one.name] for one in KEY)


@routes.get("/v1/stamp-duties/deferred", dependencies=READ)
async def show_deferred(work: Query, page: Page, unit_id: Id | None = None) -> DeferredDuties:
    """Contracts without an amount, whose duty waits for what is settled."""
    order = [deferred_duties.c.effective_on, deferred_duties.c.contract_id]
    rows = await page_of(work, queries.deferred(unit_id), order, page)
    return DeferredDuties(items=[DeferredDuty(**with_money(row, DeferredDuty)) for row in rows])


@routes.get("/v1/contracts/{contract_id}/stamp-duties", dependencies=READ)
async def show_one(contract_id: Id, work: Query) -> DutyOfContract:
    """What one contract made due, and whether more waits for what is settled."""
    seen = visible(contracts.c.unit_id, literal("contract-").concat(contracts.c.contract_id))
    known = select(contracts.c.contract_id).where(contracts.c.contract_id == contract_id, seen)
    if await work.value(known) is None:
        raise NotFoundError
    waits = select(deferred_duties.c.contract_id).where(deferred_duties.c.contract_id == contract_id)
    rows = await work.rows(queries.of_contract(contract_id))
    return DutyOfContract(
        contract_id=contract_id,
        deferred=await work.value(waits) is not None,
        duties=[_line(row) for row in rows],
    )
