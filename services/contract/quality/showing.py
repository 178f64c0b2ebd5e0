"""What an order asks for and what became of it, as it is shown and printed."""

from typing import Any

from services.contract.quality.queries import asked_of, batches_of, objections_against, told
from services.contract.quality.schemas import (
    BatchShown,
    EarlierObjection,
    QualityOfOrder,
    RequirementShown,
    picked,
)
from shared.eventstore.work import Work


async def quality_of(work: Work, order_id: str) -> QualityOfOrder:
    """The requirements of every line with what was objected to in goods like these, and every batch."""
    stated = [await _requirement(work, row) for row in await asked_of(work, order_id)]
    measured = [BatchShown(**picked(BatchShown, row)) for row in await batches_of(work, order_id)]
    return QualityOfOrder(order_id=order_id, requirements=stated, batches=measured)


async def _requirement(work: Work, row: dict[str, Any]) -> RequirementShown:
    earlier = await told(work, await objections_against(work, row["grade"], row["specification"]))
    objections = [
        EarlierObjection(
            **picked(EarlierObjection, one), same_customer=one["counterparty_id"] == row["counterparty_id"]
        )
        for one in earlier
    ]
    return RequirementShown(**picked(RequirementShown, row), objections=objections)
