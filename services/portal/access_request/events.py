"""What happens to a request for access."""

from datetime import date

from shared.eventstore.event import Event, Words


class AccessRequested(Event, name="portal.access_requested.v1"):
    """Somebody asks for a role, a group or a single permission on a unit, to the end of a day."""

    request_id: str
    staff_id: str
    role: str
    unit_id: str
    until: date
    reason: Words[str]
    approval_id: str


class AccessGranted(Event, name="portal.access_granted.v1"):
    """Agreed to; `portal.role_granted` of the same transaction gives the rights."""

    request_id: str
    staff_id: str
    role: str
    unit_id: str
    until: date
    approval_id: str


class AccessRefused(Event, name="portal.access_refused.v1"):
    """Not agreed to; why stands in the approval."""

    request_id: str
    staff_id: str
    approval_id: str


class AccessWithdrawn(Event, name="portal.access_withdrawn.v1"):
    """Taken back by who asked, before anybody decided."""

    request_id: str
    staff_id: str
    approval_id: str
