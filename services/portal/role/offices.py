"""The three offices of administration, held by separate persons: who runs the system, who gives rights, who audits."""

from collections.abc import Iterable
from typing import Final

from shared.security.permissions import matches

SINGLE: Final = "only."
"""What the role of a single permission begins with: `only.customer.archive.read`."""

OF_ROLES: Final[dict[str, frozenset[str]]] = {
    "administrator": frozenset({"system", "security", "audit"}),
    "system_administrator": frozenset({"system"}),
    "security_administrator": frozenset({"security"}),
    "auditor": frozenset({"audit"}),
}
"""The first administrator holds all three until there are others; another who holds one holds that one alone."""

OF_PERMISSIONS: Final[dict[str, str]] = {
    "portal.unit.change": "system",
    "portal.legal_entity.change": "system",
    "portal.calendar.publish": "system",
    "portal.staff.join": "system",
    "portal.staff.change": "system",
    "portal.staff.import": "system",
    "portal.role.grant": "security",
    "portal.account.*": "security",
    "portal.api_token.*": "security",
    "platform.log.audit": "audit",
    "platform.looks.read": "audit",
}
"""Single permissions that belong to an office."""


def offices_of(role: str) -> frozenset[str]:
    """The offices that go with a role, most often none."""
    if role.startswith(SINGLE):
        permission = role.removeprefix(SINGLE)
        return frozenset(office for pattern, office in OF_PERMISSIONS.items() if matches(pattern, permission))
    return OF_ROLES.get(role, frozenset())


def in_the_way(role: str, held: Iterable[str]) -> str:
    """The role among those held that its holder would have to give up before this one; empty when there is none."""
    wanted = offices_of(role)
    return next((one for one in sorted(held) if wanted and offices_of(one) and offices_of(one) != wanted), "")
