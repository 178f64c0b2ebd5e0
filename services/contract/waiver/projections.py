from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import Executable, insert, update

from services.contract.waiver.events import (
    WaiverAsked,
    WaiverExpired,
    WaiverGranted,
    WaiverMoved,
    WaiverRefused,
    WaiverUsed,
)
from services.contract.waiver.tables import waivers
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

EXPIRE: Final = "waiver.expire"
projection = Projection("waivers", tables=[waivers])

STATE_AFTER: Final[dict[type[Event], str]] = {
    WaiverGranted: "granted",
    WaiverRefused: "refused",
    WaiverUsed: "used",
    WaiverExpired: "expired",
}


@projection.on(WaiverAsked)
def ask(r: Recorded[WaiverAsked]) -> Iterable[Executable]:
    event = r.event
    yield insert(waivers).values(
        waiver_id=event.waiver_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        payment_id=event.payment_id,
        approval_id=event.approval_id,
        state="asked",
        clause=event.clause,
        phase=event.phase,
        rules=list(event.rules),
        limit=event.limit.amount,
        used=event.used.amount,
        amount=event.amount.amount,
        currency=event.amount.currency,
        expires_on=event.expires_on,
        sealed=r.sealed,
        text_hash=event.text_hash,
        version=r.version,
    )
    ends = datetime.combine(event.expires_on + timedelta(days=1), time(), INSTALLATION_ZONE)
    yield set_deadline(EXPIRE, event.waiver_id, ends)


@projection.on(WaiverGranted, WaiverRefused, WaiverUsed, WaiverExpired)
def move(r: Recorded[WaiverMoved]) -> Iterable[Executable]:
    state = STATE_AFTER[type(r.event)]
    yield update(waivers).where(waivers.c.waiver_id == r.event.waiver_id).values(state=state, version=r.version)
    if state != "granted":
        yield clear_deadline(EXPIRE, r.event.waiver_id)
