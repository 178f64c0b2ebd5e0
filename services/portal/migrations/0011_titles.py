"""Job titles are sealed: what early builds told of erased people goes."""

from shared.migrations.steps import Migration

revision = "0011"
down_revision = "0010"


def upgrade(m: Migration) -> None:
    m.sql("UPDATE staff SET title = '' WHERE 'staff-' || staff_id IN (SELECT stream_id FROM erasures)")
