"""The journal with its chain, the chain over the events, and events that nobody changes or deletes."""

from shared.chained import events
from shared.chained.log import stands
from shared.journal import schema
from shared.journal.schema import journal
from shared.migrations.steps import Migration

revision = "0004"
down_revision = "0003"


def upgrade(m: Migration) -> None:
    m.run(schema.STATEMENTS)
    m.protect(journal)
    m.run(events.STATEMENTS)
    m.sql(
        stands("event_blocks"),
        stands("events"),
        "CREATE INDEX events_recorded ON events USING brin (recorded_at)",
    )
