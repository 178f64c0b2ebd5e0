"""Which log is wanted and what it is searched by, from a page's address to the question that a service answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import Query

from services.portal.pages.administration.logs.seen import Lines, Looks, Operations
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.words import N_
from shared.settings import PORTS
from shared.values.errors import InvalidFieldError

FACTS: Final = "/v1/operations"
JOURNAL: Final = "/v1/journal"
LOOKS: Final = "/v1/looks"
SHAPES: Final[dict[str, tuple[type[Seen], str]]] = {
    FACTS: (Operations, "operations"),
    JOURNAL: (Lines, "lines"),
    LOOKS: (Looks, "looks"),
}
"""What each list answers, and the field with its lines."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log of the page: where it is asked for, and which kinds of lines it shows."""

    name: str
    path: str
    kinds: str = ""
    everywhere: bool = True
    """Whether each service has its own; else the portal alone."""

    @property
    def shape(self) -> type[Seen]:
        return SHAPES[self.path][0]

    @property
    def items(self) -> str:
        """The field of the answer with its lines."""
        return SHAPES[self.path][1]


RIGHTS: Final = (
    "role_granted",
    "role_revoked",
    "staff_deputised",
    "access_requested",
    "access_granted",
    "access_refused",
    "role_group_defined",
    "offices_separated",
    "second_factor_enrolled",
    "second_factor_removed",
)
"""Facts about who may do what, and how they show who they are."""

LOGS: Final[dict[str, Log]] = {
    "operations": Log(N_("What was done"), FACTS),
    "refusals": Log(N_("What was refused"), JOURNAL, "refusal"),
    "permissions": Log(
        N_("Permissions"),
        FACTS,
        ",".join(f"portal.{fact}.v1" for fact in RIGHTS),
        everywhere=False,
    ),
    "looks": Log(N_("Access to personal data"), LOOKS),
    "sign-ins": Log(N_("Sign-ins"), JOURNAL, "sign_in", everywhere=False),
    "alarms": Log(N_("Alarms"), JOURNAL, "alarm"),
    "versions": Log(N_("Versions"), JOURNAL, "version"),
    "exports": Log(N_("Exports"), JOURNAL, "export", everywhere=False),
}
"""By the name in the address. Facts are each service's events, everything else is its journal."""

Words = Annotated[str, Query(max_length=100)]


class Asked:
    """The fields of the search, as they came."""

    def __init__(
        self,
        log: Words = "operations",
        service: Words = "portal",
        person: Words = "",
        unit: Words = "",
        since: Words = "",
        until: Words = "",
    ) -> None:
        self.name = log if log in LOGS else "operations"
        self.log = LOGS[self.name]
        self.service = service if service in PORTS and self.log.everywhere else "portal"
        self.person, self.unit, self.since, self.until = person.strip(), unit, since, until

    def fields(self) -> Mapping[str, str]:
        """What leads back to the same search."""
        return {
            "log": self.name,
            "service": self.service,
            "person": self.person,
            "unit": self.unit,
            "since": self.since,
            "until": self.until,
        }

    def question(self, actor: str, zone: ZoneInfo) -> dict[str, Any]:
        """The parameters of the service's list; `actor` is the id of whoever `person` names."""
        units = {} if self.log.path == LOOKS else {"kind": self.log.kinds, "unit": self.unit}
        return {
            **units,
            "actor": actor,
            "since": _begin(self.since, zone, "/query/since"),
            "until": _begin(self.until, zone, "/query/until", days=1),
        }


def _begin(day: str, zone: ZoneInfo, pointer: str, days: int = 0) -> str:
    if not day:
        return ""
    try:
        found = date.fromisoformat(day) + timedelta(days=days)
    except (ValueError, OverflowError) as error:
        raise InvalidFieldError(pointer, "A day is written as 2026-03-31.") from error
    return datetime.combine(found, time(), zone).isoformat()
