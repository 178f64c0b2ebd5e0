from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import Executable, insert, update

from services.contract.bill.aggregate import TOLD_BEFORE
from services.contract.bill.events import (
    BillApplied,
    BillDiscounted,
    BillDishonoured,
    BillEndorsed,
    BillFact,
    BillHonoured,
    BillMaturing,
    BillSplit,
    BillTaken,
)
from services.contract.bill.tables import bills
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

MATURING: Final = "bill.maturing"
projection = Projection("bills", tables=[bills])

AS_SAID: Final = (
    "bill_id", "root_id", "of", "contract_id", "counterparty_id", "number", "acceptor", "acceptor_name", "issued_on",
    "matures_on",
)  # fmt: skip
STATE_AFTER: Final[dict[type[Event], str]] = {
    BillSplit: "split",
    BillHonoured: "honoured",
    BillDishonoured: "dishonoured",
}


@projection.on(BillTaken)
def take(r: Recorded[BillTaken]) -> Iterable[Executable]:
    event = r.event
    yield insert(bills).values(
        **{name: getattr(event, name) for name in AS_SAID},
        unit_id=r.unit,
        amount=event.amount.amount,
        currency=event.amount.currency,
        covers=[one.model_dump(mode="json") for one in event.covers],
        state="held",
        version=r.version,
    )
    day = event.matures_on - TOLD_BEFORE
    yield set_deadline(MATURING, event.bill_id, datetime.combine(day, time(), INSTALLATION_ZONE))


def _changed(r: Recorded[Any], **values: Any) -> Executable:
    event: BillFact = r.event
    return update(bills).where(bills.c.bill_id == event.bill_id).values(version=r.version, **values)


@projection.on(BillApplied)
def apply(r: Recorded[BillApplied]) -> Iterable[Executable]:
    yield _changed(r, covers=bills.c.covers.concat([one.model_dump(mode="json") for one in r.event.covers]))


@projection.on(BillEndorsed)
def endorse(r: Recorded[BillEndorsed]) -> Iterable[Executable]:
    yield _changed(r, state="endorsed", endorsee_id=r.event.endorsee_id, payment_id=r.event.payment_id)
    yield clear_deadline(MATURING, r.event.bill_id)


@projection.on(BillDiscounted)
def discount(r: Recorded[BillDiscounted]) -> Iterable[Executable]:
    yield _changed(r, state="discounted", bank=r.event.bank)
    yield clear_deadline(MATURING, r.event.bill_id)


@projection.on(BillSplit, BillHonoured, BillDishonoured)
def end(r: Recorded[Any]) -> Iterable[Executable]:
    yield _changed(r, state=STATE_AFTER[type(r.event)])
    yield clear_deadline(MATURING, r.event.bill_id)


@projection.on(BillMaturing)
def tell(r: Recorded[BillMaturing]) -> Iterable[Executable]:
    yield _changed(r)
