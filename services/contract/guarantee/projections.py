from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Executable, insert, update

from services.contract.guarantee.aggregate import CHASED_BEFORE
from services.contract.guarantee.events import (
    GuaranteeClaimed,
    GuaranteeExpired,
    GuaranteeExpiring,
    GuaranteeExtended,
    GuaranteeRegistered,
    GuaranteeReturned,
    GuaranteeStanding,
)
from services.contract.guarantee.tables import guarantees
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

EXPIRING: Final = "guarantee.expiring"
EXPIRED: Final = "guarantee.expired"
projection = Projection("guarantees", tables=[guarantees])


@projection.on(GuaranteeRegistered)
def register(r: Recorded[GuaranteeRegistered]) -> Iterable[Executable]:
    event = r.event
    yield insert(guarantees).values(
        guarantee_id=event.guarantee_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        counterparty_id=event.counterparty_id,
        purpose=event.purpose,
        given_by=event.given_by,
        issuer=event.issuer,
        number=event.number,
        amount=event.amount.amount,
        left=event.amount.amount,
        currency=event.amount.currency,
        valid_from=event.valid_from,
        expires_on=event.expires_on,
        state="in_force",
        version=r.version,
    )
    yield from _ends(event.guarantee_id, event.expires_on)


@projection.on(GuaranteeExtended)
def extend(r: Recorded[GuaranteeExtended]) -> Iterable[Executable]:
    yield _changed(r, expires_on=r.event.expires_on)
    yield from _ends(r.event.guarantee_id, r.event.expires_on)


@projection.on(GuaranteeClaimed)
def claim(r: Recorded[GuaranteeClaimed]) -> Iterable[Executable]:
    left = r.event.left
    yield _changed(r, left=left.amount, state="claimed" if left.is_zero else "in_force")
    if left.is_zero:
        yield from _over(r.event.guarantee_id)


@projection.on(GuaranteeReturned)
def give_back(r: Recorded[GuaranteeReturned]) -> Iterable[Executable]:
    yield _changed(r, state="returned")
    yield from _over(r.event.guarantee_id)


@projection.on(GuaranteeExpiring)
def chase(r: Recorded[GuaranteeExpiring]) -> Iterable[Executable]:
    yield _changed(r)


@projection.on(GuaranteeExpired)
def expire(r: Recorded[GuaranteeExpired]) -> Iterable[Executable]:
    yield _changed(r, state="expired")
    yield from _over(r.event.guarantee_id)


def _changed(r: Recorded[Any], **values: Any) -> Executable:
    event: GuaranteeStanding = r.event
    same = guarantees.c.guarantee_id == event.guarantee_id
    return update(guarantees).where(same).values(version=r.version, **values)


def _ends(guarantee_id: str, expires_on: date) -> Iterable[Executable]:
    yield set_deadline(EXPIRING, guarantee_id, _morning(expires_on - CHASED_BEFORE))
    yield set_deadline(EXPIRED, guarantee_id, _morning(expires_on + timedelta(days=1)))


def _over(guarantee_id: str) -> Iterable[Executable]:
    yield clear_deadline(EXPIRING, guarantee_id)
    yield clear_deadline(EXPIRED, guarantee_id)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), INSTALLATION_ZONE)
