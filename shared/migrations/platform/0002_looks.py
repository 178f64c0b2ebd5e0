"""The log of looks at personal data, and its chain of seals."""

from shared.looks import schema
from shared.migrations.steps import Migration

revision = "0002"
down_revision = "0001"


def upgrade(m: Migration) -> None:
    m.run(schema.STATEMENTS)
