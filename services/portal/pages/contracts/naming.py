"""What contracts are called, many at once."""

from collections.abc import Iterable

from services.portal.pages.contracts.seen import Row, Rows
from services.portal.pages.frame.visit import Visit
from shared.web.paging import MOST


async def contracts_named(visit: Visit, ids: Iterable[str]) -> dict[str, Row]:
    """Contracts by id, of the first 200 that the visitor may see; empty while the contract service is away."""
    wanted = sorted({one for one in ids if one})[:MOST]
    if not wanted:
        return {}
    found = await visit.asking.ask("contract", "/v1/contracts", Rows, {"contract_id": wanted, "limit": MOST})
    return {one.contract_id: one for one in found.value.items} if found.value else {}
