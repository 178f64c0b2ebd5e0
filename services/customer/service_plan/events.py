"""What customers of a grade may have."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event
from shared.values.decimals import DecimalString
from shared.values.money import Money

Grade = Literal["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "unknown"]
"""`unknown`: whoever has no grade, or one that has run out."""


class ServicePlanLaidDown(Event, name="service_plan.laid_down.v1"):
    """From that day on customers of the grade may order so much in a month, a group together; get so much off the
    wholesale price (a share); owe a bill so many days. What is null is not limited.
    """

    grade: Grade
    purchase_limit: Money | None
    discount: DecimalString | None
    term_days: int | None
    effective_on: date
