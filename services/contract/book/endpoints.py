from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any, Final

import asyncpg
from fastapi import Query as Parameter
from fastapi import Response
from sqlalchemy import func, literal, select, tuple_

from services.contract.accounts.events import AccountsMapped, BookCode, Period
from services.contract.accounts.handlers import map_accounts
from services.contract.accounts.queries import mapping_for
from services.contract.accounts.schemas import AccountsBody, AccountsKept
from services.contract.accounts.shipped import BOOK
from services.contract.book.agreement import Agreed, compared
from services.contract.book.handlers import close_period
from services.contract.book.queries import key_of, posted_in, postings, sums_in
from services.contract.book.schemas import (
    AccountSum,
    Agreement,
    BalanceSheet,
    ClosedPeriod,
    ClosedPeriods,
    ClosingBody,
    ContractAgreement,
    KindAgreed,
    PeriodKept,
    PostingAnswer,
    PostingList,
)
from services.contract.book.tables import closed_periods
from services.contract.ledger.tables import ledgers
from shared.security.known import unit_for
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.money import Money
from shared.web.routing import Command, Page, Query, Transactions, allowed, page_of, router
from shared.web.sheets import download, line, marked

routes = router()
READ = [allowed("contract.book.read")]
TOGETHER: Final = 1_000
"""Bookings that an export reads at once."""
COLUMNS: Final = tuple(name for name in PostingAnswer.model_fields if name != "amount")
After = Annotated[str, Parameter(pattern="^([0-9a-f-]{36})?$", description="The contract to go on behind")]
Most = Annotated[int, Parameter(ge=1, le=1000)]


@routes.post("/v1/account-mappings", status_code=201, dependencies=[allowed("contract.book.map")])
async def lay_down(body: AccountsBody, work: Command) -> AccountsKept:
    """Lays down to which accounts bookings go, from a period on that nobody has closed."""
    last = select(func.max(closed_periods.c.period)).where(closed_periods.c.book == body.book)
    stream = await map_accounts(work, body.fact(), await work.value(last))
    return AccountsKept(book=body.book, version=stream.version)


@routes.post("/v1/period-closings", status_code=201, dependencies=[allowed("contract.book.close")])
async def close(body: ClosingBody, work: Command) -> PeriodKept:
    """Closes a posting period: what comes later is posted in the first period still open, with its own day."""
    unit = await unit_for(work, body.unit_id, closed=True)
    stream = await close_period(work, unit, body.book, body.period)
    return PeriodKept(
        book_id=stream.id, book=body.book, unit_id=unit, closed=stream.state.closed, version=stream.version
    )


@routes.get("/v1/books/{book}/closings", dependencies=READ)
async def list_closed(book: BookCode, work: Query, page: Page) -> ClosedPeriods:
    """Periods that were closed, the latest first."""
    chosen = select(closed_periods).where(closed_periods.c.book == book, visible(closed_periods.c.unit_id))
    keys = [closed_periods.c.period.desc(), closed_periods.c.book_id]
    rows = await page_of(work, chosen, keys, page)
    return ClosedPeriods(
        items=[ClosedPeriod(**{name: row[name] for name in ClosedPeriod.model_fields}) for row in rows]
    )


@routes.get("/v1/books/{book}/postings", dependencies=READ)
async def list_postings(
    book: BookCode,
    period: Period,
    work: Query,
    page: Page,
    unit_id: Id | None = None,
    contract_id: Id | None = None,
) -> PostingList:
    """The double-entry postings of a period, booking by booking: as many bookings a page as asked for."""
    mapping = await mapping_for(work, book, period)
    chosen = await posted_in(work, book, period, unit_id, contract_id)
    rows = await page_of(work, chosen, key_of(chosen), page)
    return PostingList(items=[one for row in rows for one in _answers(row, mapping)])


@routes.get(
    "/v1/books/{book}/postings.csv",
    dependencies=READ,
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "The postings as a table"}},
)
async def export(book: BookCode, period: Period, transactions: Transactions, unit_id: Id | None = None) -> Response:
    """The postings of a period as CSV in which no cell is a formula."""
    async with transactions.begin(read_only=True) as work:
        mapping = await mapping_for(work, book, period)
    content = _lines(transactions, book, period, unit_id, mapping)
    return download(f"postings-{book}-{period}.csv", marked(content))


async def _lines(
    transactions: Transactions, book: str, period: str, unit: str | None, mapping: AccountsMapped
) -> AsyncIterator[str]:
    yield line([*COLUMNS, "amount", "currency"])
    last: tuple[Any, ...] | None = None
    while True:
        async with transactions.begin(read_only=True) as work:
            chosen = await posted_in(work, book, period, unit)
            keys = key_of(chosen)
            if last is not None:
                chosen = chosen.where(tuple_(*keys) > tuple_(*(literal(one) for one in last)))
            rows = await work.rows(chosen.order_by(*keys).limit(TOGETHER))
        for row in rows:
            for one in _answers(row, mapping):
                cells = [getattr(one, name) for name in COLUMNS]
                yield line([*cells, one.amount.amount, one.amount.currency])
        if len(rows) < TOGETHER:
            return
        last = (rows[-1]["effective_on"], rows[-1]["contract_id"], rows[-1]["version"])


def _answers(row: asyncpg.Record, mapping: AccountsMapped) -> Iterator[PostingAnswer]:
    named = {name: row[name] for name in COLUMNS if name in dict(row)}
    for number, one in enumerate(postings(row, mapping), 1):
        yield PostingAnswer(**named, line=number, account=one.account, side=one.side, amount=one.amount)


@routes.get("/v1/books/{book}/balances", dependencies=READ)
async def show_balances(
    book: BookCode,
    period: Period,
    work: Query,
    unit_id: Id | None = None,
) -> BalanceSheet:
    """What was posted to each account in a period."""
    mapping = await mapping_for(work, book, period)
    sums: dict[tuple[str, str], dict[str, Money]] = {}
    for row in await sums_in(work, await posted_in(work, book, period, unit_id)):
        for one in postings(row, mapping):
            sides = sums.setdefault((one.account, one.amount.currency), _nothing(one.amount.currency))
            sides[one.side] += one.amount
    accounts = [AccountSum(account=account, **sides) for (account, _), sides in sorted(sums.items())]
    return BalanceSheet(book=book, period=period, balanced=_balanced(accounts), accounts=accounts)


def _nothing(currency: str) -> dict[str, Money]:
    return {"debit": Money.zero(currency), "credit": Money.zero(currency)}


def _balanced(accounts: Sequence[AccountSum]) -> bool:
    currencies = {one.debit.currency for one in accounts}
    return all(
        Money.total([one.debit - one.credit for one in accounts if one.debit.currency == currency], currency).is_zero
        for currency in currencies
    )


@routes.get("/v1/contracts/{contract_id}/agreement", dependencies=READ)
async def agree_on_one(
    contract_id: Id,
    work: Query,
) -> ContractAgreement:
    """Whether the events of a contract's ledger, the balances shown and its postings are the same, to the cent."""
    seen = visible(ledgers.c.unit_id, literal("contract-").concat(ledgers.c.contract_id))
    if await work.value(select(ledgers.c.contract_id).where(ledgers.c.contract_id == contract_id, seen)) is None:
        raise NotFoundError
    mapping = await mapping_for(work, BOOK, f"{work.context.today:%Y-%m}")
    found = await compared(work, mapping, after="", most=1, only=contract_id)
    kinds = [_kind(one) for one in found.kinds]
    return ContractAgreement(contract_id=contract_id, agrees=all(one.agrees for one in kinds), kinds=kinds)


@routes.get("/v1/agreement", dependencies=READ)
async def agree(work: Query, after: After = "", most: Most = 200) -> Agreement:
    """The same of many contracts, in the order of their ids: whatever differs is named."""
    mapping = await mapping_for(work, BOOK, f"{work.context.today:%Y-%m}")
    found = await compared(work, mapping, after=after, most=most)
    differing = [_kind(one) for one in found.kinds if not one.agrees]
    return Agreement(contracts=found.contracts, last=found.last, differing=differing)


def _kind(one: Agreed) -> KindAgreed:
    return KindAgreed(
        contract_id=one.contract_id,
        kind=one.kind,
        events=one.said,
        balance=one.shown,
        debit=one.debit,
        credit=one.credit,
        agrees=one.agrees,
    )
