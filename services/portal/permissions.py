"""What may be granted on this service."""

from typing import Final

PERMISSIONS: Final[dict[str, str]] = {
    "portal.unit.read": "See the organisation's units",
    "portal.unit.change": "Make, rename, move and close units",
    "portal.staff.read": "See who works where, with which roles",
    "portal.staff.join": "Take people on",
    "portal.staff.change": "Move people, freeze their access, let them go",
    "portal.role.read": "See the roles and what they allow",
    "portal.role.grant": "Grant and revoke roles",
    "portal.person.read": "Get names and addresses of staff by id at the moment of use",
}
