"""A rule in the words of its reader: when it tells, whom, and by which way."""

from collections.abc import Callable, Mapping
from typing import Final

from services.portal.pages.administration.rules.seen import Definition, Recipients
from services.portal.pages.frame.customer_terms import FUNCTIONS
from services.portal.pages.frame.facts import fact_of
from services.portal.pages.frame.words import N_

Say = Callable[[str], str]

CHANNELS: Final[Mapping[str, str]] = {"inbox": N_("inbox"), "email": N_("e-mail")}
OUTCOMES: Final[Mapping[str, str]] = {"message": N_("a message"), "task": N_("a task to be done")}
SENDING: Final[Mapping[str, str]] = {"each": N_("by every way"), "first": N_("by the first way that works")}
DATES: Final[Mapping[str, str]] = {"due_on": N_("the day it is due")}
ANOTHER_DATE: Final = N_("the day in %(field)s")
PEOPLE: Final[Mapping[str, str]] = {
    "owner_id": N_("who is responsible for it"),
    "persons": N_("who was asked by name"),
    "person": N_("who is asked"),
    "drafter": N_("who drafted it"),
    "escalate_to": N_("to whom it is taken further"),
    "responsible": N_("who has the copies"),
    "keeper_id": N_("who keeps the seal"),
    "recipients": N_("who is to be told of prices"),
}
"""Staff, by the field of the event that names them."""
UNITS: Final[Mapping[str, str]] = {
    "unit_id": N_("its unit"),
    "receiver": N_("the receiving unit"),
    "department": N_("the department that was asked"),
}
"""Units, by the field of the event that names them."""
ANOTHER: Final = N_("whom the event names in %(field)s")
MANAGER: Final = N_("the manager of %(whom)s")
CONTACTS: Final = N_("contacts of the customer: %(role)s")
EVERY_CONTACT: Final = N_("every contact of the customer")
HOLDERS: Final = N_("who may do this in %(unit)s")
HOLDERS_OF: Final = N_("who may “%(what)s” in %(unit)s")
AT_ONCE: Final = N_("at once")
ON_DAY: Final = N_("on %(date)s")
BEFORE: Final = N_("%(days)s days before %(date)s")
BEHIND: Final = N_("%(days)s days after %(date)s")
LATER: Final = N_("%(minutes)s minutes later")


def moment_of(rule: Definition, say: Say) -> str:
    """When it tells, counted from the event or from a day in it."""
    if not rule.date_field:
        return say(LATER) % {"minutes": rule.delay_minutes} if rule.delay_minutes else say(AT_ONCE)
    date = say(DATES[rule.date_field]) if rule.date_field in DATES else say(ANOTHER_DATE) % {"field": rule.date_field}
    shape = ON_DAY if rule.days == 0 else BEFORE if rule.days < 0 else BEHIND
    return say(shape) % {"days": abs(rule.days), "date": date}


def event_of(rule: Definition, say: Say) -> str:
    """What it hears of."""
    return say(fact_of(rule.on))


def whom(one: Recipients, say: Say, names: Mapping[str, str], meanings: Mapping[str, str]) -> str:
    """Who is told; `names` of staff by id, `meanings` of permissions."""
    named = one.field or ""
    people = say(PEOPLE[named]) if named in PEOPLE else say(ANOTHER) % {"field": named}
    match one.kind:
        case "person":
            return names.get(one.person, one.person)
        case "manager":
            return say(MANAGER) % {"whom": people}
        case "contacts":
            role = say(FUNCTIONS.get(one.role, one.role))
            return say(CONTACTS) % {"role": role} if one.role else say(EVERY_CONTACT)
        case "unit":
            unit = say(UNITS[named]) if named in UNITS else say(ANOTHER) % {"field": named}
            if one.permission:
                what = say(meanings.get(one.permission, one.permission))
                return say(HOLDERS_OF) % {"what": what, "unit": unit}
            return say(HOLDERS) % {"unit": unit}
        case _:
            return people
