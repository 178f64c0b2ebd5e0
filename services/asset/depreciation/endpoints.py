"""Depreciation: preview, post, reverse, forecast."""

from datetime import date
from typing import Annotated

from fastapi import Query as QueryParameter
from sqlalchemy import select

from services.asset.accounts.queries import accounts_in
from services.asset.depreciation import queries
from services.asset.depreciation.aggregate import StartRun, journal
from services.asset.depreciation.handlers import reverse_run, run_id_of, start_run
from services.asset.depreciation.schemas import (
    ForecastAnswer,
    ForecastMonth,
    PreviewAnswer,
    ReversalBody,
    RunAnswer,
    RunBody,
    RunsAnswer,
    run_fields,
)
from services.asset.depreciation.tables import runs
from services.asset.schedule.posting import later_by_months, month_end
from services.asset.schemas import BookName, Period, RunKey, UnitKey
from services.asset.terms import LEADING_BOOK
from shared.eventstore.work import Work
from shared.security.known import unit_for
from shared.security.visibility import visible
from shared.values.currency import Currency
from shared.values.errors import NotFoundError
from shared.values.money import Money
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()

Wanted = Annotated[str | None, QueryParameter(min_length=1, max_length=80)]


@routes.post("/v1/depreciation-runs", status_code=201, dependencies=[allowed("asset.depreciation.post")])
async def post(body: RunBody, work: Command) -> RunAnswer:
    """Posts a month for a unit and all below it; asked again, it answers the same run and changes nothing.

    A large unit's run answers as `started` and goes on by itself.
    """
    unit = await unit_for(work, body.unit_id, closed=True)
    run_id = run_id_of(unit, body.book, body.period, body.currency)
    await start_run(work, StartRun(run_id, unit, body.book, body.period, body.currency, work.context.today))
    return await _run(work, run_id)


@routes.post(
    "/v1/depreciation-runs/{run_id}/reversal", status_code=201, dependencies=[allowed("asset.depreciation.reverse")]
)
async def reverse(run_id: RunKey, body: ReversalBody, work: Command) -> RunAnswer:
    """Takes back the charges of a posted run; later runs have to be reversed before."""
    await reverse_run(work, run_id, body.reason, work.context.today)
    return await _run(work, run_id)


@routes.get("/v1/depreciation-runs", dependencies=[allowed("asset.depreciation.read")])
async def show_all(work: Query, page: Page, unit_id: Wanted = None, period: Wanted = None) -> RunsAnswer:
    """Runs of the caller's units."""
    wanted = select(runs).where(visible(runs.c.unit_id))
    for column, value in ((runs.c.unit_id, unit_id), (runs.c.period, period)):
        if value is not None:
            wanted = wanted.where(column == value)
    rows = await page_of(work, wanted, [runs.c.period.desc(), runs.c.run_id], page)
    return RunsAnswer(runs=[RunAnswer(**run_fields(row)) for row in rows])


@routes.get("/v1/depreciation-runs/{run_id}", dependencies=[allowed("asset.depreciation.read")])
async def show(run_id: RunKey, work: Query) -> RunAnswer:
    """One run with its journal."""
    return await _run(work, run_id)


@routes.get("/v1/depreciation-preview", dependencies=[allowed("asset.depreciation.read")])
async def preview(
    work: Query,
    period: Annotated[Period, QueryParameter()],
    unit_id: Annotated[UnitKey | None, QueryParameter()] = None,
    book: Annotated[BookName, QueryParameter()] = LEADING_BOOK,
    currency: Annotated[Currency, QueryParameter()] = "CNY",
) -> PreviewAnswer:
    """What posting a month would charge now."""
    unit = unit_id or work.context.unit
    totals = await queries.preview(work, unit, book, period, currency)
    return PreviewAnswer(
        unit_id=unit,
        book=book,
        period=period,
        cards=sum(total.cards for total in totals),
        total=Money.total((total.charge for total in totals), currency),
        journal=list(journal(totals, await accounts_in(work, book, period))),
    )


@routes.get("/v1/depreciation-forecast", dependencies=[allowed("asset.depreciation.read")])
async def forecast(
    work: Query,
    unit_id: Annotated[UnitKey | None, QueryParameter()] = None,
    book: Annotated[BookName, QueryParameter()] = LEADING_BOOK,
    currency: Annotated[Currency, QueryParameter()] = "CNY",
    months: Annotated[int, QueryParameter(ge=1, le=60)] = 12,
) -> ForecastAnswer:
    """The planned charges of the coming months, what was missed included in its own month."""
    unit = unit_id or work.context.unit
    until = _end_of(work.context.today, months)
    planned = await queries.forecast(work, unit, book, until, currency)
    rows = [ForecastMonth(period=period, charge=Money(charge, currency)) for period, charge in planned.items()]
    return ForecastAnswer(unit_id=unit, book=book, months=rows)


def _end_of(today: date, months: int) -> date:
    return month_end(later_by_months(today, months - 1))


async def _run(work: Work, run_id: str) -> RunAnswer:
    row = await work.row(select(runs).where(runs.c.run_id == run_id, visible(runs.c.unit_id)))
    if row is None:
        raise NotFoundError
    return RunAnswer(**run_fields(row))
