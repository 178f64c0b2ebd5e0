"""What is known of a personnel number: whose it is."""

from shared.eventstore.event import Event


class StaffNumbered(Event, name="portal.staff_numbered.v1"):
    """HR knows a member of staff under this number. `number_id` stands for the number, which leaves the portal nowhere:
    the same number has the same id in this installation alone.
    """

    number_id: str
    staff_id: str
