from collections.abc import Iterable
from typing import Any

from sqlalchemy import Executable, insert, update

from services.contract.direct_debit.events import DebitFailed, DebitSucceeded, DebitTried
from services.contract.direct_debit.tables import direct_debits
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("direct_debits", tables=[direct_debits])
AS_SAID = ("debit_id", "contract_id", "counterparty_id", "owner_id", "invoice_id")


@projection.on(DebitTried)
def begin(r: Recorded[DebitTried]) -> Iterable[Executable]:
    event = r.event
    yield insert(direct_debits).values(
        **{name: getattr(event, name) for name in AS_SAID},
        unit_id=r.unit,
        amount=event.amount.amount,
        currency=event.amount.currency,
        mandate=event.asked.mandate,
        attempt=event.asked.attempt,
        state="tried",
        tried_on=event.effective_on,
        version=r.version,
    )


@projection.on(DebitSucceeded)
def succeed(r: Recorded[DebitSucceeded]) -> Iterable[Executable]:
    yield _answered(r, state="succeeded", payment_id=r.event.payment_id)


@projection.on(DebitFailed)
def fail(r: Recorded[DebitFailed]) -> Iterable[Executable]:
    yield _answered(r, state="failed", reason=r.event.reason, bank_code=r.event.bank_code)


def _answered(r: Recorded[Any], **values: object) -> Executable:
    same = direct_debits.c.debit_id == r.event.debit_id
    return update(direct_debits).where(same).values(answered_on=r.event.effective_on, version=r.version, **values)
