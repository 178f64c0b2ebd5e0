"""Who decides on a request: whoever may decide for the unit; on an office, the other offices."""

from collections.abc import Sequence
from typing import Final

from services.portal.role.offices import offices_of
from shared.approvals.route import Need, StepPlan

DECIDES: Final = "portal.access.decide"
GRANTS: Final = "portal.role.grant"
REMIND_HOURS: Final = 24
TWO: Final = 2
"""Of the other holders of offices, once these are held by separate persons."""


LABEL: Final = "access: "
"""What the label of such an approval begins with; the role follows."""


def label_of(role: str) -> str:
    """What lists and messages call the approval of a request for this role."""
    return LABEL + role


def role_of(label: str) -> str:
    """The role that a label names."""
    return label.removeprefix(LABEL)


def route_of(role: str, unit_id: str, others: Sequence[str]) -> tuple[StepPlan, ...]:
    """One step. `others` are the holders of offices besides who asks, empty until the offices are separate: then an
    office is given by two of them, before that by whoever gives rights.
    """
    if offices_of(role) and others:
        return (StepPlan(step="offices", stage=1, persons=tuple(others), need=Need.COUNT, count=TWO),)
    permission = GRANTS if offices_of(role) else DECIDES
    return (StepPlan(step="grant", stage=1, permission=permission, unit_id=unit_id, remind_hours=REMIND_HOURS),)
