from collections.abc import Iterable

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.catalogue.events import ProductChanged, ProductPriced
from services.contract.catalogue.tables import product_prices, products
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("products", tables=[products, product_prices])


@projection.on(ProductChanged)
def change(r: Recorded[ProductChanged]) -> Iterable[Executable]:
    event = r.event
    said = event.particulars.model_dump(mode="json") | {"version": r.version}
    row = insert(products).values(product_id=event.product_id, code=event.code, **said)
    yield row.on_conflict_do_update(index_elements=[products.c.product_id], set_=said)


@projection.on(ProductPriced)
def price(r: Recorded[ProductPriced]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"code"})
    yield insert(product_prices).values(**said, version=r.version)
    yield update(products).where(products.c.product_id == r.event.product_id).values(version=r.version)
