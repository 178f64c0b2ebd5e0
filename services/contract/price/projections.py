from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Executable, insert

from services.contract.price.events import PriceChanged, PriceTermsLaidDown
from services.contract.price.tables import price_terms, prices
from shared.eventstore.deadlines import set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

REVIEW: Final = "price.review"
projection = Projection("key_prices", tables=[price_terms, prices])


def morning_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), INSTALLATION_ZONE)


@projection.on(PriceTermsLaidDown)
def lay_down(r: Recorded[PriceTermsLaidDown]) -> Iterable[Executable]:
    """From the day after on rates are looked at each day."""
    event = r.event
    yield insert(price_terms).values(
        master_id=event.master_id,
        version=event.version,
        unit_id=r.unit,
        terms=event.terms.model_dump(mode="json"),
        base=[one.model_dump(mode="json") for one in event.base],
        effective_on=event.effective_on,
        laid_down_by=r.actor,
    )
    yield set_deadline(REVIEW, event.master_id, morning_after(r.recorded_at.astimezone(INSTALLATION_ZONE).date()))


@projection.on(PriceChanged)
def change(r: Recorded[PriceChanged]) -> Iterable[Executable]:
    event = r.event
    yield insert(prices).values(
        master_id=event.master_id,
        version=r.version,
        unit_id=r.unit,
        terms_version=event.terms_version,
        product_code=event.product_code,
        country=event.country,
        currency=event.currency,
        before=event.before,
        price=event.price,
        steps=[one.model_dump(mode="json") for one in event.steps],
        recipients=list(event.recipients),
        effective_on=event.effective_on,
    )
