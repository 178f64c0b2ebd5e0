from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Any, Final, Literal

import asyncpg
from fastapi import Depends
from fastapi import Query as Parameter
from fastapi.responses import Response

from services.contract.contract.schemas import ContractRow
from services.contract.contract.tables import contracts
from services.contract.figures import queries
from services.contract.figures.queries import Asked, By
from services.contract.figures.schemas import (
    Concentrated,
    ContractRows,
    DueWithin,
    ExpiringWithin,
    FigureRow,
    FigureRows,
    Outlook,
    ProgressOf,
    ReviewTime,
    RoundTime,
    RoundTimes,
    StepsTaken,
    StepTaken,
    StepTime,
)
from services.contract.rows import CurrencyCode, with_money
from shared.approvals.tables import approvals, steps
from shared.sheets.writing import as_file, workbook
from shared.values.ids import Id
from shared.web.routing import Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.contract.read")]
MOST_ROWS: Final = 50_000
Month = Annotated[str | None, Parameter(pattern="^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$")]
Code = Annotated[str | None, Parameter(pattern="^[A-Za-z0-9._-]{1,64}$")]
State = Annotated[str | None, Parameter(pattern="^[a-z_]{1,20}$")]
Within = Annotated[int | None, Parameter(ge=0, le=3660, description="Only what lies within so many days from today")]
Apart = Annotated[
    list[By] | None, Parameter(max_length=10, description="What tells the figures apart, besides the currency")
]


async def _asked(
    work: Query,
    unit_id: Annotated[Id | None, Parameter(description="With all units below it")] = None,
    type_code: Code = None,
    direction: Literal["sales", "purchase"] | None = None,
    state: State = None,
    counterparty_id: Id | None = None,
    currency: CurrencyCode = None,
    first_month: Month = None,
    last_month: Month = None,
    expiring_within: Within = None,
    due_within: Within = None,
    below: Annotated[bool, Parameter(description="Contracts of the units below the unit too")] = True,  # noqa: FBT002 - a parameter of the address
) -> Asked:
    today = work.context.today
    expiring, due = (None if days is None else today + timedelta(days=days) for days in (expiring_within, due_within))
    narrowed = (unit_id, type_code, direction, state, counterparty_id, currency, first_month, last_month)
    return Asked(*narrowed, expiring, due, below)


Wanted = Annotated[Asked, Depends(_asked)]


@routes.get("/v1/contract-figures", dependencies=READ)
async def figures(work: Query, page: Page, asked: Wanted, by: Apart = None) -> FigureRows:
    """How many contracts the caller sees and what they come to, told apart as asked."""
    statement, keys = queries.sums(asked, by or (), work.context.today)
    rows = await page_of(work, statement, keys, page)
    return FigureRows(items=[FigureRow(**with_money(row, FigureRow)) for row in rows])


@routes.get("/v1/contract-figures.xlsx", response_class=Response, dependencies=READ)
async def figures_sheet(work: Query, asked: Wanted, by: Apart = None) -> Response:
    """The figures as a sheet, 50,000 rows at most."""
    statement, keys = queries.sums(asked, by or (), work.context.today)
    rows = await work.rows(statement.order_by(*keys).limit(MOST_ROWS))
    headings = [*dict.fromkeys(by or ()), "currency", "number", "amount", "without_amount"]
    content = workbook("figures", headings, [[row[name] for name in headings] for row in rows])
    return as_file(content, f"contract-figures-{work.context.today}.xlsx")


@routes.get("/v1/contract-figures/contracts", dependencies=READ)
async def behind(work: Query, page: Page, asked: Wanted) -> ContractRows:
    """The contracts behind a figure, the newest first."""
    rows = await page_of(work, queries.listed(asked, work.context.today), [contracts.c.contract_id.desc()], page)
    return ContractRows(items=[ContractRow(**with_money(row, ContractRow)) for row in rows])


@routes.get("/v1/contract-figures/outlook", dependencies=READ)
async def outlook(work: Query, asked: Wanted) -> Outlook:
    """What falls due and expires within 30, 60 and 90 days; the largest counterparties; progress; time in review."""
    today = work.context.today
    reviews, by_unit = await queries.review_time(work, asked), await queries.review_time_by_unit(work, asked)
    return Outlook(
        as_of=today,
        due=[DueWithin(**with_money(row, DueWithin)) for row in await queries.due(work, asked, today)],
        expiring=[
            ExpiringWithin(**with_money(row, ExpiringWithin)) for row in await queries.expiring(work, asked, today)
        ],
        concentration=[_concentrated(row) for row in await queries.concentration(work, asked, today)],
        progress=[ProgressOf(**with_money(row, ProgressOf)) for row in await queries.progress(work, asked, today)],
        reviews=reviews["number"] if reviews else 0,
        review_hours=_hours(reviews["mean"] if reviews else None),
        review_hours_ninety=_hours(reviews["ninety"] if reviews else None),
        reviews_by_unit=[_review_time(row) for row in by_unit],
        steps_by_unit=[_step_time(row) for row in await queries.step_time_by_unit(work, asked)],
    )


@routes.get("/v1/contract-figures/rounds", dependencies=READ)
async def rounds(work: Query, page: Page, asked: Wanted) -> RoundTimes:
    """The rounds of approval that are over, of contracts of the units asked about, the newest first."""
    rows = await page_of(work, queries.rounds(asked), [approvals.c.approval_id.desc()], page)
    return RoundTimes(items=[RoundTime(**_took(row)) for row in rows])


@routes.get("/v1/contract-figures/steps", dependencies=READ)
async def steps_taken(
    work: Query,
    page: Page,
    asked: Wanted,
    asked_in: Annotated[Id, Parameter(description="The unit that was asked")],
    step: Annotated[str, Parameter(pattern="^[a-z][a-z0-9_]{0,39}$")],
    late: Annotated[bool, Parameter(description="Only those that took longer than their limit")] = False,  # noqa: FBT002 - a parameter of the address
) -> StepsTaken:
    """The steps of rounds that are done in one unit, the newest first."""
    rows = await page_of(
        work, queries.steps_done(asked, asked_in, step, late=late), [steps.c.approval_id.desc(), steps.c.step], page
    )
    return StepsTaken(items=[StepTaken(**_took(row)) for row in rows])


def _took(row: asyncpg.Record) -> dict[str, Any]:
    """Hours instead of seconds, the contract instead of its stream."""
    said = {name: value for name, value in row.items() if name not in ("seconds", "subject")}
    return {**said, "contract_id": row["subject"].removeprefix("contract-"), "hours": _hours(row["seconds"]) or 0.0}


def _concentrated(row: asyncpg.Record) -> Concentrated:
    shares = {name: _share(row[name]) for name in ("share", "herfindahl")}
    return Concentrated(**{**with_money(row, Concentrated), **shares, "counterparty": row["party"]})


def _review_time(row: asyncpg.Record) -> ReviewTime:
    hours, ninety = (round(float(row[name]) / 3600, 2) for name in ("mean", "ninety"))
    return ReviewTime(unit_id=row["unit_id"], number=row["number"], hours=hours, hours_ninety=ninety)


def _step_time(row: asyncpg.Record) -> StepTime:
    time = _review_time(row)
    return StepTime(**time.model_dump(), step=row["step"], late=row["late"])


def _share(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def _hours(seconds: Any) -> float | None:
    return None if seconds is None else round(float(seconds) / 3600, 2)
