"""What the pages need of a request for access."""

from datetime import date, datetime

from services.portal.pages.frame.asking import Seen


class Request(Seen):
    request_id: str
    staff_id: str
    role: str
    unit_id: str
    until: date
    reason: str | None
    approval_id: str
    stage: str
    asked_at: datetime
    settled_at: datetime | None
    settled_by: str | None
