"""Whether goods of an order may pass."""

from collections.abc import Iterable
from decimal import Decimal

from services.contract.requirement.aggregate import REQUIREMENTS, check_passing
from shared.eventstore.work import Work


async def check_goods(work: Work, order_id: str, until: Iterable[tuple[int, Decimal]]) -> None:
    """Raises `GoodsHeldError` where of a line more would have passed, all in all, than was found good."""
    requirements = await work.load(REQUIREMENTS, order_id)
    for line, quantity in until:
        check_passing(requirements.state, line, quantity)
