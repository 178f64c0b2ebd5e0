"""What credit a customer has, and to which group it belongs."""

from datetime import date

from shared.eventstore.event import Event
from shared.values.money import Money


class CreditChanged(Event, name="customer.credit_changed.v1"):
    """From that day on, until the end of `until` where it says one, the customer may owe so much, and a bill so many
    days; a null limit or term says none. Of the head of a group it holds for the whole group.
    """

    customer_id: str
    limit: Money | None
    term_days: int | None
    effective_on: date
    until: date | None


class GroupChanged(Event, name="customer.group_changed.v1"):
    """The customer belongs to the group that another customer is the head of, or to none."""

    customer_id: str
    before: str | None
    after: str | None
