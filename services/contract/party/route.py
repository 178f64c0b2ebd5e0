"""Who decides on grades given by hand: another person at headquarters than the one who gives them."""

from typing import Final

from shared.approvals.route import StepPlan

PERMISSION: Final = "contract.party.approve_grade"
REMIND_HOURS: Final = 24
LIMIT_HOURS: Final = 72


def route_of(headquarters: str) -> tuple[StepPlan, ...]:
    """Whoever holds the permission at headquarters; nobody decides on a grade that they gave."""
    finance = StepPlan(
        step="finance",
        stage=1,
        permission=PERMISSION,
        unit_id=headquarters,
        remind_hours=REMIND_HOURS,
        limit_hours=LIMIT_HOURS,
    )
    return (finance,)
