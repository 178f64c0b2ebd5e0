"""Classes of assets: four-level codes with the defaults their assets start from."""

from datetime import date

from services.asset.terms import BookTerms
from shared.eventstore.event import Event


class ClassDefined(Event, name="class.defined.v1"):
    """A class exists. `code` has one part a level (section, item, category, node), joined by points.

    `standard_code` is the class of GB/T 14885-2022 it is reported under.
    """

    class_id: str
    code: str
    name: str
    level: str
    parent_code: str | None
    standard_code: str | None
    measure: str
    books: tuple[BookTerms, ...]
    attributes: tuple[str, ...]
    components_tracked: bool
    effective_on: date


class ClassRetired(Event, name="class.retired.v1"):
    """No new asset may have the class; those that have it keep it."""

    class_id: str
    code: str
    effective_on: date
