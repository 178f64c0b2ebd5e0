"""The portal, put together."""

from typing import Final

from fastapi import FastAPI

from services.portal import access
from services.portal.access_request import endpoints as access_request
from services.portal.access_request.projections import projection as access_requests
from services.portal.api_token import endpoints as api_token
from services.portal.backup import endpoints as backup
from services.portal.backup.background import make_backups
from services.portal.calendar import endpoints as calendar
from services.portal.calendar.projections import projection as calendars
from services.portal.company import endpoints as company
from services.portal.erasure import endpoints as erasure
from services.portal.erasure.handlers import ERASERS
from services.portal.language import endpoints as language
from services.portal.legal_entity import endpoints as legal_entity
from services.portal.legal_entity.projections import projection as legal_entities
from services.portal.office import endpoints as office
from services.portal.office.background import tell_offices
from services.portal.pages.exports.making import tidy
from services.portal.pages.frame.astray import astray
from services.portal.pages.frame.visit import close_others
from services.portal.pages.rooms import ROOMS
from services.portal.permissions import PERMISSIONS
from services.portal.role import endpoints as role
from services.portal.role_group import endpoints as role_group
from services.portal.role_group.projections import projection as role_groups
from services.portal.second_factor import endpoints as second_factor
from services.portal.separation.projections import projection as separation
from services.portal.session import endpoints as session
from services.portal.setup import endpoints as setup
from services.portal.staff import endpoints as staff
from services.portal.staff.handlers import end_grant, leave_on_the_day
from services.portal.staff.projections import GRANT_OVER, LEAVING
from services.portal.staff.projections import projection as staff_rows
from services.portal.staff_import import endpoints as staff_import
from services.portal.staff_import.handlers import DEADLINES as STAFF_IMPORTS
from services.portal.status import endpoints as status
from services.portal.tables import metadata
from services.portal.token import endpoints as token
from services.portal.unit import endpoints as unit
from services.portal.unit.handlers import take_effect
from services.portal.unit.projections import CHANGES_DUE
from services.portal.unit.projections import projection as organisation
from services.portal.unused_account.background import watch_accounts
from shared.approvals.projections import projection as approvals
from shared.web.app import build_app
from shared.web.service import Service
from shared.web.streams import Shown, published

STREAMS: Final = {
    "unit": Shown("portal.unit.read"),
    "staff": Shown("portal.staff.read"),
    "legal_entity": Shown("portal.legal_entity.read"),
    "calendar": Shown("portal.unit.read"),
    "company": Shown("portal.unit.read"),
    "role_group": Shown("portal.role.read", everywhere=True),
    "separation": Shown("portal.role.read", everywhere=True),
    "access_request": Shown("portal.approval.read"),
    "approval": Shown("portal.approval.read"),
}
"""Which streams can be opened, and by whom: whoever may read the thing itself."""

SERVICE: Final = Service(
    name="portal",
    tables=metadata,
    projections=[
        organisation,
        access.projection,
        staff_rows,
        legal_entities,
        calendars,
        role_groups,
        separation,
        access_requests,
        approvals,
    ],
    deadlines={
        CHANGES_DUE: take_effect,
        **STAFF_IMPORTS,
        GRANT_OVER: end_grant,
        LEAVING: leave_on_the_day,
        **access_request.APPROVALS.deadlines(),
    },
    routers=[
        setup.routes,
        session.routes,
        second_factor.routes,
        token.routes,
        api_token.routes,
        backup.routes,
        unit.routes,
        legal_entity.routes,
        calendar.routes,
        company.routes,
        staff.routes,
        erasure.routes,
        staff_import.routes,
        role.routes,
        role_group.routes,
        office.routes,
        access_request.routes,
        access_request.approvals,
        status.routes,
        language.routes,
        published(STREAMS),
    ],
    pages=ROOMS,
    astray=astray,
    background=[close_others, watch_accounts, tell_offices, tidy, make_backups],
    permissions=PERMISSIONS,
    erasers=ERASERS,
    owns_access=True,
)


def create_app() -> FastAPI:
    """The application, with the settings of the environment."""
    return build_app(SERVICE)
