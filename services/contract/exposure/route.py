"""Who releases held orders: somebody else of headquarters than the one who ordered."""

from typing import Final

from shared.approvals.route import StepPlan

PERMISSION: Final = "contract.exposure.release"
REMIND_HOURS: Final = 24
LIMIT_HOURS: Final = 48


def route_of(headquarters: str) -> tuple[StepPlan, ...]:
    """Whoever holds the permission at headquarters; nobody releases what they ordered."""
    credit = StepPlan(
        step="credit",
        stage=1,
        permission=PERMISSION,
        unit_id=headquarters,
        remind_hours=REMIND_HOURS,
        limit_hours=LIMIT_HOURS,
    )
    return (credit,)
