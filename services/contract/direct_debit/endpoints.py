from datetime import date
from typing import Any

import asyncpg
from sqlalchemy import ColumnElement, Select, case, func, literal, select

from services.contract.direct_debit import handlers
from services.contract.direct_debit.aggregate import CollectDebit, FailDebit
from services.contract.direct_debit.schemas import (
    CollectedBody,
    DebitAnswer,
    DebitBody,
    DebitList,
    DebitMoved,
    DebitSums,
    DebitSumsList,
    FailedBody,
    Month,
    State,
)
from services.contract.direct_debit.tables import direct_debits
from services.contract.rows import with_money
from shared.security.visibility import visible
from shared.values.ids import Id, new_id
from shared.values.money import Money
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ, BOOK = [allowed("contract.payment.read")], [allowed("contract.receipt.book")]
OF_CONTRACT = "/v1/contracts/{contract_id}/direct-debits"


@routes.post(OF_CONTRACT, status_code=201, dependencies=BOOK)
async def try_one(contract_id: Id, body: DebitBody, work: Command) -> DebitMoved:
    """Says that the customer's bank was asked to pay what an invoice asks for."""
    debit_id = new_id()
    debits = await handlers.try_debit(work, contract_id, debit_id, body)
    return DebitMoved(debit_id=debit_id, state="tried", payment_id=None, version=debits.version)


@routes.post(f"{OF_CONTRACT}/{{debit_id}}/success", status_code=201, dependencies=BOOK)
async def succeed(contract_id: Id, debit_id: Id, body: CollectedBody, work: Command) -> DebitMoved:
    """The bank has collected it: the receipt is booked and covers the invoice."""
    command = CollectDebit(debit_id, new_id(), body.effective_on or work.context.today)
    debits = await handlers.collect(work, contract_id, command)
    return DebitMoved(debit_id=debit_id, state="succeeded", payment_id=command.payment_id, version=debits.version)


@routes.post(f"{OF_CONTRACT}/{{debit_id}}/failure", status_code=201, dependencies=BOOK)
async def fail(contract_id: Id, debit_id: Id, body: FailedBody, work: Command) -> DebitMoved:
    """The bank has collected nothing: the invoice is owed as before, and may be tried again."""
    command = FailDebit(debit_id, body.reason, body.bank_code, body.effective_on or work.context.today)
    debits = await handlers.fail(work, contract_id, command)
    return DebitMoved(debit_id=debit_id, state="failed", payment_id=None, version=debits.version)


@routes.get("/v1/direct-debits", dependencies=READ)
async def index(
    work: Query,
    page: Page,
    state: State | None = None,
    contract_id: Id | None = None,
    counterparty_id: Id | None = None,
    month: Month | None = None,
) -> DebitList:
    """Direct debits, the latest try first."""
    chosen = _seen(select(direct_debits), counterparty_id, month)
    for name, value in (("state", state), ("contract_id", contract_id)):
        if value is not None:
            chosen = chosen.where(direct_debits.c[name] == value)
    keys = [direct_debits.c.tried_on.desc(), direct_debits.c.debit_id.desc()]
    rows = await page_of(work, chosen, keys, page)
    return DebitList(items=[DebitAnswer(**with_money(row, DebitAnswer)) for row in rows])


@routes.get("/v1/direct-debit-figures", dependencies=READ)
async def figures(
    work: Query, page: Page, counterparty_id: Id | None = None, month: Month | None = None
) -> DebitSumsList:
    """What was tried, succeeded and failed, by customer and the month of the try, the latest month first."""
    d = direct_debits.c
    by = [d.counterparty_id, _of_try(d.tried_on).label("month"), d.currency]
    sums = select(
        *by,
        func.count().label("tried"),
        *(func.count().filter(d.state == state).label(state) for state in ("succeeded", "failed")),
        func.sum(d.amount).label("amount"),
        *(
            func.sum(case((d.state == state, d.amount), else_=0)).label(name)
            for state, name in (("succeeded", "collected"), ("failed", "not_collected"))
        ),
    )
    counted = _seen(sums, counterparty_id, month).group_by(*by).subquery("counted")
    keys = [counted.c.month.desc(), counted.c.counterparty_id, counted.c.currency]
    rows = await page_of(work, select(counted), keys, page)
    return DebitSumsList(items=[_sums(row) for row in rows])


def _of_try(day: ColumnElement[date]) -> ColumnElement[str]:
    return func.to_char(day, "YYYY-MM")


def _seen(chosen: Select[Any], counterparty_id: str | None, month: str | None) -> Select[Any]:
    resource = literal("contract-").concat(direct_debits.c.contract_id)
    chosen = chosen.where(visible(direct_debits.c.unit_id, resource))
    if counterparty_id is not None:
        chosen = chosen.where(direct_debits.c.counterparty_id == counterparty_id)
    return chosen if month is None else chosen.where(_of_try(direct_debits.c.tried_on) == month)


def _sums(row: asyncpg.Record) -> DebitSums:
    plain = {name: row[name] for name in ("counterparty_id", "month", "tried", "succeeded", "failed")}
    amounts = ("amount", "collected", "not_collected")
    return DebitSums(**plain, **{name: Money.of(row[name], row["currency"]) for name in amounts})
