"""The one way by which words that contracts are made of are approved: another person of headquarters' law agrees."""

from typing import Final, Literal

from shared.approvals.route import StepPlan

TextKind = Literal["clause", "template"]

REMIND_HOURS: Final = 48
LIMIT_HOURS: Final = 72


def route_of(kind: TextKind, headquarters: str) -> tuple[StepPlan, ...]:
    """Whoever holds the permission to approve such words at headquarters; nobody approves their own draft."""
    legal = StepPlan(
        step="legal",
        stage=1,
        permission=f"contract.{kind}.approve",
        unit_id=headquarters,
        remind_hours=REMIND_HOURS,
        limit_hours=LIMIT_HOURS,
    )
    return (legal,)
