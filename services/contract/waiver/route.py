"""Who decides on waivers: another person of headquarters' finance than the one who asks."""

from typing import Final

from shared.approvals.route import StepPlan

PERMISSION: Final = "contract.waiver.approve"
REMIND_HOURS: Final = 24
LIMIT_HOURS: Final = 48


def route_of(headquarters: str) -> tuple[StepPlan, ...]:
    """Whoever holds the permission at headquarters; nobody approves what they asked for."""
    finance = StepPlan(
        step="finance",
        stage=1,
        permission=PERMISSION,
        unit_id=headquarters,
        remind_hours=REMIND_HOURS,
        limit_hours=LIMIT_HOURS,
    )
    return (finance,)
