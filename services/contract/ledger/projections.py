from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, delete, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.ledger.events import (
    LedgerAccrued,
    LedgerAdjusted,
    LedgerAmended,
    LedgerBooked,
    LedgerOpened,
    Limit,
)
from services.contract.ledger.tables import balances, ledgers, limits
from shared.eventstore.event import Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection

projection = Projection("ledgers", tables=[ledgers, limits, balances])


OPEN: Final = Prepared(insert(ledgers), ledgers.c.keys(), independent=True)
LIMIT: Final = Prepared(insert(limits), limits.c.keys(), independent=True)
_balance = insert(balances)
BOOK: Final = Prepared(
    _balance.on_conflict_do_update(
        index_elements=[balances.c.contract_id, balances.c.kind, balances.c.clause, balances.c.phase],
        set_={"amount": balances.c.amount + _balance.excluded.amount},
    ),
    balances.c.keys(),
)


@projection.on(LedgerOpened)
def open_ledger(r: Recorded[LedgerOpened]) -> Iterable[Executable]:
    event = r.event
    yield OPEN(
        contract_id=event.contract_id,
        unit_id=r.unit,
        direction=event.direction,
        payment_control=event.payment_control,
        total=event.total.amount,
        currency=event.total.currency,
        open_ended=event.open_ended,
    )
    yield from _limits(r, event.limits)


def _limits(r: Recorded[Any], stand: Iterable[Limit]) -> Iterable[Executable]:
    for limit in stand:
        yield LIMIT(
            contract_id=r.event.contract_id,
            clause=limit.clause,
            phase=limit.phase,
            unit_id=r.unit,
            limit=limit.limit.amount,
            currency=limit.limit.currency,
            instrument=limit.instrument,
            secured=limit.secured,
        )


@projection.on(LedgerAmended)
def amend(r: Recorded[LedgerAmended]) -> Iterable[Executable]:
    event = r.event
    yield (
        update(ledgers)
        .where(ledgers.c.contract_id == event.contract_id)
        .values(payment_control=event.payment_control, total=event.total.amount, open_ended=event.open_ended)
    )
    yield delete(limits).where(limits.c.contract_id == event.contract_id)
    yield from _limits(r, event.limits)


@projection.on(LedgerBooked, LedgerAdjusted, LedgerAccrued)
def book(r: Recorded[Any]) -> Iterable[Executable]:
    event: LedgerBooked | LedgerAdjusted | LedgerAccrued = r.event
    yield BOOK(
        contract_id=event.contract_id,
        kind=event.kind,
        clause=event.clause or "",
        phase=event.phase or "",
        unit_id=r.unit,
        amount=event.amount.amount,
        currency=event.amount.currency,
    )
