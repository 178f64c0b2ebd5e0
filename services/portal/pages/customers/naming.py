"""What customers are called, many at once, at the moment of use."""

from collections.abc import Iterable

from services.portal.pages.customers.seen import Lines
from services.portal.pages.frame.visit import Visit
from shared.web.paging import MOST


async def customers_named(visit: Visit, ids: Iterable[str]) -> dict[str, str]:
    """Names by id, of the first 200 that the visitor may see; empty while the customer service is away."""
    wanted = sorted({one for one in ids if one})[:MOST]
    if not wanted or not visit.may("customer.archive.read"):
        return {}
    found = await visit.asking.ask("customer", "/v1/customers", Lines, {"customer_id": wanted, "limit": MOST})
    return {one.customer_id: one.name for one in found.value.customers if one.name} if found.value else {}
