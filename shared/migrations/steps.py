"""What a migration may do: tables with their grants, row-level security, plain SQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, text

from shared.eventstore.database import role_name
from shared.security.schema import protect


@dataclass(frozen=True)
class Migration:
    """Handed to `upgrade(m)` of every revision. Runs on the owner's connection, in the revision's transaction."""

    connection: Connection
    service: str

    @property
    def app(self) -> str:
        """The name of the role that callers' requests run under."""
        return role_name(self.service, "app")

    @property
    def system(self) -> str:
        """The name of the role of consumers, relay and rebuild."""
        return role_name(self.service, "system")

    def create(self, *tables: Table) -> None:
        """The tables with their indexes; both roles may read and write them."""
        for table in tables:
            table.create(self.connection)
            self.sql(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table.name}" TO {self.app}')

    def protect(self, *tables: Table, unit: str = "unit_id", resource: str | None = None) -> None:
        """Row-level security: a row is visible through its unit, or through its resource when one is named."""
        owner = self.connection.scalar(text("SELECT current_user"))
        for table in tables:
            for statement in protect(
                table.name, unit, resource, app=self.app, unrestricted=[self.system, f'"{owner}"']
            ):
                self.sql(statement)

    def sql(self, *statements: str) -> None:
        """Statements as they are; `{app}` and `{system}` stand for the roles."""
        for statement in statements:
            named = statement.replace("{app}", self.app).replace("{system}", self.system)
            self.connection.exec_driver_sql(named)

    def run(self, statements: Sequence[str]) -> None:
        """`sql` for a list."""
        self.sql(*statements)
