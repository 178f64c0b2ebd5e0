"""When an account was used last; API tokens; who finds staff by name; sign-ins are lines of the journal."""

from services.portal.api_token.tables import api_tokens
from services.portal.staff.tables import staff_found
from shared.migrations.steps import Migration

revision = "0002"
down_revision = "0001"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE credentials ADD COLUMN IF NOT EXISTS used_at timestamptz")
    m.create(api_tokens, staff_found)
    m.protect(api_tokens, staff_found)
    m.sql(
        # Whether a token fits is the service's own business; who looks after tokens sees that there are such.
        "REVOKE ALL ON api_tokens FROM {app}",
        "GRANT SELECT (token_id, name, unit_id, scopes, made_by, made_at, until, used_at, revoked_at)"
        " ON api_tokens TO {app}",
        "GRANT INSERT ON api_tokens TO {app}",
        "GRANT UPDATE (revoked_at) ON api_tokens TO {app}",
        "GRANT SELECT (staff_id, must_change, locked_until, changed_at, used_at) ON credentials TO {app}",
        "GRANT UPDATE (password_hash, must_change, failures, locked_until, changed_at) ON credentials TO {app}",
        "GRANT SELECT (session_id, staff_id, started_at, seen_at, over_at) ON sessions TO {app}",
        "DROP TABLE IF EXISTS sign_ins",
    )
