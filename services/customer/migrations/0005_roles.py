"""What a contact does is a code, and what it is called is sealed: what early builds told of erased people goes."""

from shared.migrations.steps import Migration

revision = "0005"
down_revision = "0004"


def upgrade(m: Migration) -> None:
    m.sql("UPDATE contacts SET role = 'other' WHERE stage = 'erased'")
