"""What may be done about somebody: each deed of the page with its permission and the command it becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.role.offices import SINGLE

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """`path` is behind the person's address at the service, `body` what is sent there; `for_good` asks twice."""

    permission: str
    path: Callable[[Given], str]
    body: Callable[[Given], dict[str, Any]]
    for_good: bool = False
    ask: str = N_("Say that you are sure: this can't be taken back.")

    def command(self, staff_id: str, given: Given) -> tuple[str, dict[str, Any]]:
        """Path and body of the command."""
        return f"/v1/staff/{staff_id}/{self.path(given)}", self.body(given)


def today_of(visit: Visit) -> str:
    """The business date."""
    store = visit.running.store
    return store.clock.today(store.zone).isoformat()


def _day(given: Given) -> dict[str, Any]:
    return {"effective_on": given["today"]}


def _last_day(given: Given) -> dict[str, Any]:
    return {"effective_on": given["day"] or given["today"]}


def _grant(given: Given) -> dict[str, Any]:
    return {"role": given["role"], "unit_id": given["unit_id"], "until": given["until"] or None}


DEEDS: Final[dict[str, Deed]] = {
    "move": Deed("portal.staff.change", lambda _: "moves", lambda given: {"unit_id": given["unit_id"], **_day(given)}),
    "freeze": Deed("portal.staff.change", lambda _: "freezing", _day),
    "leave": Deed("portal.staff.change", lambda _: "leaving", _last_day, for_good=True),
    "stay": Deed("portal.staff.change", lambda _: "leaving/withdrawal", lambda _: {}),
    "password": Deed("portal.account.change", lambda _: "password-resets", lambda _: {}),
    "second-factor": Deed(
        "portal.account.change",
        lambda _: "second-factor-resets",
        lambda _: {},
        for_good=True,
        ask=N_("Say that you are sure, and of who asks: without a second factor the password alone signs in."),
    ),
    "sign-out": Deed(
        "portal.account.change", lambda _: "sign-outs", lambda given: {"session_id": given["session_id"] or None}
    ),
    "deputise": Deed(
        "portal.role.grant",
        lambda _: "deputies",
        lambda given: {"deputy_id": given["deputy_id"], "until": given["until"]},
    ),
    "grant": Deed("portal.role.grant", lambda _: "roles", _grant),
    "permit": Deed(
        "portal.role.grant", lambda _: "roles", lambda given: {**_grant(given), "role": SINGLE + given["role"]}
    ),
    "revoke": Deed(
        "portal.role.grant",
        lambda given: f"roles/{quote(given['role'], safe='')}/revocation",
        lambda given: {"unit_id": given["unit_id"]},
    ),
}
"""By the last part of the address."""
