"""Requests for access over HTTP."""

from datetime import date, datetime

from services.portal.access_request.aggregate import Wanted
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.text import Code, Reason
from shared.web.schemas import Answer, Body


class AccessRequestBody(Body):
    """A role, `group.<code>` or `only.<permission>` on a unit and below, to the end of a day, and why."""

    role: Code
    unit_id: Id
    until: BusinessDate
    reason: Reason

    def to_command(self) -> Wanted:
        return Wanted(role=self.role, unit_id=self.unit_id, until=self.until, reason=self.reason)


class AccessRequestMade(Answer):
    request_id: str
    version: int


class AccessRequestAnswer(Answer):
    """`stage`: open, granted, refused, withdrawn. `settled_by` is who decided last."""

    request_id: str
    staff_id: str
    role: str
    unit_id: str
    until: date
    reason: str
    approval_id: str
    stage: str
    asked_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    version: int


class AccessRequestAnswers(Answer):
    access_requests: list[AccessRequestAnswer]
