"""Lists that people take away, while they are made and for a day after."""

from services.portal.export.tables import export_pieces, exports
from shared.migrations.steps import Migration

revision = "0006"
down_revision = "0005"


def upgrade(m: Migration) -> None:
    for table in (exports, export_pieces):
        m.create(table)
        # Whose they are is the portal's own business: nobody reads them by a query of another.
        m.sql(f"REVOKE ALL ON {table.name} FROM {{app}}")
