"""Whether a contract named in a body is one: asked of what this service heard of contracts."""

from sqlalchemy import select

from services.asset.tables import contracts
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import InvalidFieldError


async def check_contract(work: Work, contract_id: str | None) -> None:
    """Refuses a contract that is no signed purchase contract in the caller's sight; None names none on purpose."""
    if contract_id is None:
        return
    heard = select(contracts.c.contract_id).where(contracts.c.contract_id == contract_id, visible(contracts.c.unit_id))
    if await work.value(heard) is None:
        raise InvalidFieldError("/contract_id", "no signed purchase contract of this id is known here")
