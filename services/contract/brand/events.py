"""Which brands matter in a month."""

from shared.eventstore.event import Event


class BrandsLaidDown(Event, name="brand_month.laid_down.v1"):
    """In this month these brands are `key`, the ones we want to sell most of, and these are `tracked`, watched beside
    them; what was said of the month before counts no more.
    """

    brand_month_id: str
    month: str
    key: tuple[str, ...]
    tracked: tuple[str, ...]
