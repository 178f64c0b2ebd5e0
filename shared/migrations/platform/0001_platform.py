"""The tables that every service has: events, messages, visibility, answers."""

from shared.eventstore import schema as eventstore
from shared.messaging import schema as messaging
from shared.migrations.steps import Migration
from shared.security import schema as security
from shared.security.tables import metadata as visibility
from shared.web import schema as web

revision = "0001"
down_revision = None


def upgrade(m: Migration) -> None:
    m.run(eventstore.STATEMENTS)
    m.run(eventstore.APP_GRANTS)
    m.run(security.STATEMENTS)
    for table in visibility.sorted_tables:
        m.sql(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table.name}" TO {{app}}')
    m.run(messaging.STATEMENTS)
    m.sql("GRANT SELECT ON inbox TO {app}")
    m.run(web.STATEMENTS)
    m.sql("GRANT SELECT, INSERT, DELETE ON idempotency TO {app}")
