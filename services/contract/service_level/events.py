"""What service a key account is promised, region by region, and what it got."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event
from shared.values.decimals import DecimalString

Sense = Literal["at_least", "at_most"]
Scale = Literal["percent", "hours", "days", "count"]


class LevelAgreed(Event, name="service_level.agreed.v1"):
    """From that day on a measure is at least, or at most, so much in a region; a null target ends what held."""

    master_id: str
    region: str
    measure: str
    sense: Sense
    scale: Scale
    target: DecimalString | None
    effective_on: date


class LevelMeasured(Event, name="service_level.measured.v1"):
    """What a measure came to in a month (`period`), out of so many cases, against the target that held at its end. Said
    anew of a month, it takes the place of what was said before.
    """

    master_id: str
    region: str
    measure: str
    period: str
    value: DecimalString
    cases: int
    sense: Sense
    target: DecimalString
    met: bool
    effective_on: date
