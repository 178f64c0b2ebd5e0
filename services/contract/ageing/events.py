"""How what is owed is aged: buckets, levels of dunning, days of grace, expected losses, the limitation period."""

from datetime import date

from shared.eventstore.event import Event
from shared.values.decimals import DecimalString


class AgeingLaidDown(Event, name="ageing.laid_down.v1"):
    """From that day on what is owed is aged so, everywhere.

    `buckets` are the last days past due of each bucket but the last, which has no end; before the first lies what is
    not past due. `levels` are the days past due at which each level of dunning begins. `losses` are the shares of each
    bucket, that of what is not past due first, that are expected never to be paid.
    """

    from_on: date
    buckets: tuple[int, ...]
    levels: tuple[int, ...]
    losses: tuple[DecimalString, ...]
    grace_days: int
    limitation_years: int
