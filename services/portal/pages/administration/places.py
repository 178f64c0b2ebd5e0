"""The pages of administration, and what one needs to open each."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import Response

from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_

ENTERS: Final = "portal.role.read"
"""What everybody has who has something to administer or audit."""


@dataclass(frozen=True, slots=True)
class Tab:
    address: str
    name: str
    permission: str


TABS: Final = (
    Tab("/administration/units", N_("Units"), "portal.unit.read"),
    Tab("/administration/legal-entities", N_("Legal entities"), "portal.legal_entity.read"),
    Tab("/administration/calendars", N_("Calendars"), "portal.unit.read"),
    Tab("/administration/staff", N_("Staff"), "portal.staff.read"),
    Tab("/administration/roles", N_("Roles"), "portal.role.read"),
    Tab("/administration/accounts", N_("Accounts"), "portal.account.read"),
    Tab("/administration/api-tokens", N_("API tokens"), "portal.api_token.read"),
    Tab("/administration/logs", N_("Logs"), "platform.log.audit"),
    Tab("/administration/lists", N_("Types and classes"), "contract.type.read"),
    Tab("/administration/rules", N_("Rules of messages"), "notify.rule.read"),
    Tab("/administration/webhooks", N_("Webhooks"), "notify.webhook.read"),
    Tab("/administration/settings", N_("Settings"), "portal.unit.change"),
)


def tabs_of(visit: Visit) -> list[Tab]:
    """The pages that the visitor may open."""
    return [tab for tab in TABS if visit.may(tab.permission)]


def room(visit: Visit, template: str, /, status: int = 200, **shown: Any) -> Response:
    """A page of administration, with the way to the others."""
    store = visit.running.store
    known = {"wrong": "", "today": store.clock.today(store.zone).isoformat()}
    return page(visit, f"administration/{template}", status, tabs=tabs_of(visit), **{**known, **shown})
