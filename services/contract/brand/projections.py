from collections.abc import Iterable

from sqlalchemy import Executable, delete
from sqlalchemy.dialects.postgresql import insert

from services.contract.brand.events import BrandsLaidDown
from services.contract.brand.tables import brand_months
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("brand_months", tables=[brand_months])


@projection.on(BrandsLaidDown)
def lay_down(r: Recorded[BrandsLaidDown]) -> Iterable[Executable]:
    event = r.event
    yield delete(brand_months).where(brand_months.c.month == event.month)
    rows = [
        {"month": event.month, "brand": brand, "brand_month_id": r.id, "role": role, "version": r.version}
        for role, brands in (("key", event.key), ("tracked", event.tracked))
        for brand in brands
    ]
    if rows:
        yield insert(brand_months).values(rows)
