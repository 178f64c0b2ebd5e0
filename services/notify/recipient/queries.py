"""Whom a rule means: staff and contacts by id, found in what notify keeps of other services' facts."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from sqlalchemy import Select, func, select

from services.notify.recipient.person import Person
from services.notify.rule.definition import Recipients
from services.notify.rule.expression import look_up
from services.notify.tables import labels, people
from shared.eventstore.work import Work
from shared.security.permissions import matches
from shared.security.principal import SERVICE_PREFIX
from shared.security.tables import grants, members, unit_closure

MANAGER: Final = "manager"
LEFT: Final = "left_id"
"""The field by which a fact says who works here no longer: they may still be known as at work when it is told."""
MOST_NAMED: Final = 200


async def people_meant(work: Work, recipients: tuple[Recipients, ...], data: Mapping[str, Any]) -> list[Person]:
    """Everybody whom the rule means for this event, each once, in the order the rule names them."""
    found: dict[str, Person] = {}
    for one in recipients:
        for person in await FINDERS[one.kind](work, one, data):
            found.setdefault(person.id, person)
    return list(found.values())


async def label_of(work: Work, subject: str) -> str:
    """What the subject is called; its stream's name when nothing better is known."""
    return await work.value(select(labels.c.label).where(labels.c.subject == subject)) or subject


async def manager_of(work: Work, staff: str) -> str | None:
    """Who manages a member of staff: the holder of the role on the nearest unit at or above theirs."""
    depth = _depth(grants.c.unit_id)
    above = (
        select(grants.c.subject)
        .join(unit_closure, unit_closure.c.ancestor == grants.c.unit_id)
        .join(members, members.c.unit_id == unit_closure.c.descendant)
        .where(members.c.subject == staff, grants.c.role == MANAGER, grants.c.subject != staff)
        .order_by(depth.desc(), grants.c.subject)
        .limit(1)
    )
    found: str | None = await work.value(above)
    return found


def _named(recipients: Recipients, data: Mapping[str, Any]) -> list[str]:
    value = look_up(data, recipients.field) if recipients.field else None
    values = value if isinstance(value, list | tuple) else [value]
    return [one for one in values if isinstance(one, str) and one][:MOST_NAMED]


async def _staff(work: Work, ids: list[str]) -> list[Person]:
    """The members among them who are not known to have left; a name that has not arrived yet counts as staff."""
    if not ids:
        return []
    stopped = {row[0] for row in await work.rows(_stopped(ids))}
    rows = await work.rows(select(people.c.person_id, people.c.locale).where(people.c.person_id.in_(ids)))
    locales = {row["person_id"]: row["locale"] for row in rows}
    return [Person(one, "staff", locales.get(one, "")) for one in ids if one not in stopped]


def _stopped(ids: list[str]) -> Select[tuple[str]]:
    return select(members.c.subject).where(members.c.subject.in_(ids), members.c.active.is_(False))


async def _owner(work: Work, recipients: Recipients, data: Mapping[str, Any]) -> list[Person]:
    return await _staff(work, _named(recipients, data))


async def _manager(work: Work, recipients: Recipients, data: Mapping[str, Any]) -> list[Person]:
    found = [await manager_of(work, staff) for staff in _named(recipients, data)]
    return await _staff(work, [manager for manager in found if manager])


async def _person(work: Work, recipients: Recipients, _: Mapping[str, Any]) -> list[Person]:
    return await _staff(work, [recipients.person])


async def _unit(work: Work, recipients: Recipients, data: Mapping[str, Any]) -> list[Person]:
    permission = recipients.permission
    if recipients.permission_field:
        permission = look_up(data, recipients.permission_field) or permission
    units = _named(recipients, data)
    if not units or not permission:
        return []
    left = str(data.get(LEFT, ""))
    return await _staff(work, await _holders(work, permission, units[0], left))


async def _holders(work: Work, permission: str, unit: str, left: str) -> list[str]:
    """Who holds the permission on the nearest unit at or above where anybody does who is there: those at hand, not all
    above.
    """
    stopped = select(members.c.subject).where(members.c.active.is_(False))
    reaching = (
        select(grants.c.subject, grants.c.permissions, _depth(grants.c.unit_id).label("depth"))
        .join(unit_closure, unit_closure.c.ancestor == grants.c.unit_id)
        .where(unit_closure.c.descendant == unit, ~grants.c.subject.startswith(SERVICE_PREFIX))
        .where(grants.c.subject != left, grants.c.subject.not_in(stopped))
        .where((grants.c.until.is_(None)) | (grants.c.until >= work.context.today))
        .order_by(grants.c.subject)
    )
    holders = [
        (row["depth"], row["subject"])
        for row in await work.rows(reaching)
        if any(matches(pattern, permission) for pattern in row["permissions"])
    ]
    nearest = max((depth for depth, _ in holders), default=0)
    return list(dict.fromkeys(subject for depth, subject in holders if depth == nearest))


def _depth(unit: Any) -> Any:
    above = unit_closure.alias("above")
    return select(func.count()).where(above.c.descendant == unit).correlate(grants).scalar_subquery()


async def _contacts(work: Work, recipients: Recipients, data: Mapping[str, Any]) -> list[Person]:
    customers = _named(recipients, data)
    if not customers:
        return []
    theirs = select(people.c.person_id, people.c.locale).where(
        people.c.kind == "contact", people.c.customer_id.in_(customers)
    )
    if recipients.role:
        theirs = theirs.where(people.c.role == recipients.role)
    rows = await work.rows(theirs.order_by(people.c.person_id).limit(MOST_NAMED))
    return [Person(row["person_id"], "contact", row["locale"]) for row in rows]


FINDERS: Final[Mapping[str, Callable[[Work, Recipients, Mapping[str, Any]], Awaitable[list[Person]]]]] = {
    "owner": _owner,
    "manager": _manager,
    "person": _person,
    "unit": _unit,
    "contacts": _contacts,
}
