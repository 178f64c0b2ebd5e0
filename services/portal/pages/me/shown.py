"""One's own page: who one is here, what one may do and until when, and how one signs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import Response
from sqlalchemy import or_, select

from services.portal.access_request.queries import own
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.roles import role_names
from services.portal.pages.frame.visit import Visit
from services.portal.pages.second_factor.picture import picture_of
from services.portal.role.offices import offices_of
from services.portal.role.shipped import FOR_SERVICES, SHIPPED
from services.portal.role_group.queries import GROUP, active_groups
from services.portal.second_factor.handlers import Enrolment
from services.portal.second_factor.policy import is_required
from services.portal.second_factor.queries import codes_left, has_factor
from services.portal.staff.queries import login_of
from services.portal.staff.tables import roles_held
from shared.eventstore.work import Work
from shared.security.tables import units

MOST_REQUESTS: Final = 20
MOST_PLACES: Final = 1000
ASKED_FOR: Final = tuple(name for name in SHIPPED if name not in FOR_SERVICES and len(offices_of(name)) <= 1)
"""Roles that anybody may ask for: none of services, and not the one that holds every office."""
OPEN_UNITS: Final = (
    select(units.c.unit_id, units.c.name).where(units.c.active).order_by(units.c.name).limit(MOST_PLACES)
)
NOTHING_ASKED: Final[Mapping[str, str]] = {"role": "", "unit_id": "", "until": "", "reason": ""}


@dataclass(frozen=True, slots=True)
class Held:
    """A role that counts today, and its last day."""

    role: str
    unit_id: str
    until: date | None


async def own_page(
    visit: Visit,
    *,
    enrolment: Enrolment | None = None,
    codes: Sequence[str] = (),
    wrong: str = "",
    refused: str = "",
    asked: Mapping[str, str] = NOTHING_ASKED,
    status: int = 200,
) -> Response:
    """The page; `enrolment` is the second factor that is being set up, `codes` what is shown once after it; `refused`
    says why a request was not taken, `asked` is what it was.
    """
    policy = visit.running.settings.second_factor_policy
    async with visit.running.begin(read_only=True) as work:
        roles = await _roles(work, visit.staff_id)
        login = await login_of(work, visit.staff_id)
        factor = await has_factor(work, visit.staff_id)
        left = await codes_left(work, visit.staff_id)
        required = await is_required(work, visit.staff_id, policy)
        requests = await own(work, visit.staff_id, MOST_REQUESTS)
        groups = await active_groups(work)
        open_units = await work.rows(OPEN_UNITS)
    return page(
        visit,
        "me/page.html",
        status,
        roles=roles,
        login=login,
        factor=factor,
        left=left,
        required=required,
        requests=requests,
        names=await role_names(visit, [*(one.role for one in roles), *(one.role for one in requests), *ASKED_FOR]),
        deciders=await names_of(visit, [one.settled_by or "" for one in requests]),
        units=await units_of(
            visit, [visit.unit_id, *(one.unit_id for one in roles), *(one.unit_id for one in requests)]
        ),
        choices=[*((f"{GROUP}{row['code']}", row["title"]) for row in groups)],
        ordinary=ASKED_FOR,
        open_units=[(row["unit_id"], row["name"]) for row in open_units],
        today=visit.running.store.clock.today(visit.running.store.zone),
        refused=refused,
        asked={**NOTHING_ASKED, **asked},
        enrolment=enrolment,
        qr=picture_of(enrolment.address) if enrolment else "",
        codes=codes,
        wrong=wrong,
    )


async def _roles(work: Work, staff_id: str) -> list[Held]:
    held = roles_held.c
    rows = await work.rows(
        select(held.role, held.unit_id, held.until)
        .where(held.staff_id == staff_id, or_(held.until.is_(None), held.until >= work.context.today))
        .order_by(held.role, held.unit_id)
    )
    return [Held(row["role"], row["unit_id"], row["until"]) for row in rows]
