"""The organisation, staff and their roles, sign-in."""

from services.portal.account.tables import credentials, sessions
from services.portal.staff.tables import roles_held, staff
from services.portal.unit.tables import organisation
from shared.migrations.steps import Migration

revision = "0001"
down_revision = None


def upgrade(m: Migration) -> None:
    m.create(organisation, staff, roles_held, credentials, sessions)
    m.protect(organisation, staff)
    # Passwords and sessions are the service's own business: no caller's request reads them under its own rights.
    m.sql(
        "REVOKE ALL ON credentials, sessions FROM {app}",
        "GRANT SELECT (staff_id), INSERT, DELETE ON credentials TO {app}",
        "GRANT SELECT (session_id, staff_id), DELETE ON sessions TO {app}",
    )
