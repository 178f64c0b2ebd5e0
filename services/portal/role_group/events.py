"""What happens to a group of roles."""

from shared.eventstore.event import Event


class RoleGroupDefined(Event, name="portal.role_group_defined.v1"):
    """These roles are granted together from now on; not `active`: the group is given to nobody any more. Who holds it
    holds what it was on that day.
    """

    code: str
    title: str
    roles: list[str]
    active: bool
