from typing import Annotated, Any

from fastapi import Query as Parameter
from sqlalchemy import Table, literal, select

from services.contract.ledger.bookings import EXPLANATIONS
from services.contract.ledger.events import Accrual, Change, Kind, OnBills
from services.contract.ledger.schemas import BalanceAnswer, LedgerAnswer, LimitAnswer
from services.contract.ledger.tables import balances, ledgers, limits
from services.contract.rows import with_money
from services.contract.terms import Impairment
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.explaining import Explained
from shared.web.routing import Page, Query, allowed, router

routes = router()
Under = Annotated[
    str | None, Parameter(pattern="^([A-Za-z0-9][A-Za-z0-9._-]{0,39})?$", description="Empty: under none")
]


async def _of(work: Work, table: Table, contract_id: str) -> list[Any]:
    seen = visible(table.c.unit_id, literal("contract-").concat(table.c.contract_id))
    return await work.rows(select(table).where(table.c.contract_id == contract_id, seen).order_by(*table.primary_key))


@routes.get("/v1/contracts/{contract_id}/ledger", dependencies=[allowed("contract.contract.read")])
async def show(
    contract_id: Id,
    work: Query,
) -> LedgerAnswer:
    """What a contract allows and what was booked of it: ordered to allocated, and what later documents changed."""
    rows = await _of(work, ledgers, contract_id)
    if not rows:
        raise NotFoundError
    return LedgerAnswer(
        **with_money(rows[0], LedgerAnswer),
        limits=[LimitAnswer(**with_money(row, LimitAnswer)) for row in await _of(work, limits, contract_id)],
        balances=[BalanceAnswer(**with_money(row, BalanceAnswer)) for row in await _of(work, balances, contract_id)],
    )


@routes.get("/v1/contracts/{contract_id}/figures/{kind}", dependencies=[allowed("contract.contract.read")])
async def explain(
    contract_id: Id,
    kind: Kind | Change | OnBills | Accrual | Impairment,
    work: Query,
    page: Page,
    clause: Under = None,
    phase: Under = None,
) -> Explained:
    """The bookings that a balance of the ledger is made of: under a clause and phase, or under all."""
    if not await _of(work, ledgers, contract_id):
        raise NotFoundError
    values = {"contract": contract_id, "kind": kind, "clause": clause, "phase": phase}
    return await EXPLANATIONS[kind].told(work, values, page)
