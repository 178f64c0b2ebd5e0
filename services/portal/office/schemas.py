"""The offices of administration over HTTP."""

from datetime import date

from services.portal.separation.aggregate import SeparateOffices
from shared.values.ids import Id
from shared.web.schemas import Answer, Body


class SeparationBody(Body):
    """Who keeps the organisation, who gives rights, who audits: three persons."""

    system: Id
    security: Id
    audit: Id

    def to_command(self, today: date) -> SeparateOffices:
        return SeparateOffices(self.system, self.security, self.audit, today)


class OfficesSeparatedAnswer(Answer):
    """`gave_up` are those who held all offices until now."""

    gave_up: list[str]
    version: int


class OfficesAnswer(Answer):
    """`separated_on` is None while one person may hold all offices; `holders` by role, of those who work here."""

    separated_on: date | None
    holders: dict[str, list[str]]
