"""Second factors; requests for access with their approvals; groups of roles; whether the offices are separate."""

from services.portal.access_request.tables import access_requests
from services.portal.account.tables import recovery_codes, second_factors
from services.portal.role_group.tables import role_groups
from services.portal.separation.tables import separations
from shared.approvals.tables import ALL as APPROVALS
from shared.migrations.steps import Migration

revision = "0005"
down_revision = "0004"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE staff ADD COLUMN IF NOT EXISTS second_factor boolean NOT NULL DEFAULT false")
    m.sql("ALTER TABLE staff ADD COLUMN IF NOT EXISTS unused_since date")
    m.create(second_factors, recovery_codes, access_requests, role_groups, separations, *APPROVALS)
    m.protect(access_requests, resource="'access_request-' || request_id")
    m.protect(*APPROVALS, resource="'approval-' || approval_id")
    m.sql(
        # What codes are made of is the service's own business; who resets a second factor sees whose there are.
        "REVOKE ALL ON second_factors, recovery_codes FROM {app}",
        "GRANT SELECT (staff_id), DELETE ON second_factors TO {app}",
        "GRANT SELECT (staff_id), DELETE ON recovery_codes TO {app}",
    )
