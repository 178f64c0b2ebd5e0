"""That the three offices of administration came to separate persons."""

from datetime import date

from shared.eventstore.event import Event


class OfficesSeparated(Event, name="portal.offices_separated.v1"):
    """Nobody holds all offices any more. There is no event that takes this back."""

    system: str
    security: str
    audit: str
    effective_on: date
