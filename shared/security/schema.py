"""The SQL of visibility: tables, the two functions that the predicate calls, and row-level security on a table.

A transaction says for whom it works by two settings, set with `set_config(..., true)`:
`app.scopes`, the units (comma separated) on which the caller has the needed permission, `*` being everything;
`app.person`, the caller's id. Neither set: nothing is visible.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from shared.security.tables import metadata

EVERYTHING: Final = "*"
"""The scope that sees every row. Projections write under it: they must do what the events say, whoever caused them."""

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves the constructor untyped

# Row-level security stands on these: they name what they read with its schema, whatever a session's search path is.
VISIBLE_UNITS = """
CREATE OR REPLACE FUNCTION visible_units() RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT descendant FROM public.unit_closure
    WHERE ancestor = ANY (string_to_array(current_setting('app.scopes', true), ','))
$$
"""

VISIBLE_RESOURCES = """
CREATE OR REPLACE FUNCTION visible_resources() RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT resource FROM public.participants
    WHERE (until IS NULL OR until > now())
      AND (party = nullif(current_setting('app.person', true), '') OR party IN (SELECT public.visible_units()))
$$
"""

PLACE_UNIT = """
CREATE FUNCTION place_unit(unit text, parent text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Two folding parent and child at once would each miss the other's rows.
    LOCK TABLE unit_closure IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM unit_closure
        WHERE descendant IN (SELECT descendant FROM unit_closure WHERE ancestor = unit)
          AND ancestor NOT IN (SELECT descendant FROM unit_closure WHERE ancestor = unit);
    INSERT INTO unit_closure VALUES (unit, unit) ON CONFLICT DO NOTHING;
    -- Children whose events came before this one's hang on it from now on.
    INSERT INTO unit_closure
        SELECT unit, below.descendant FROM units child JOIN unit_closure below ON below.ancestor = child.unit_id
        WHERE child.parent_id = unit ON CONFLICT DO NOTHING;
    INSERT INTO unit_closure
        SELECT above.ancestor, below.descendant FROM unit_closure above CROSS JOIN unit_closure below
        WHERE above.descendant = parent AND below.ancestor = unit ON CONFLICT DO NOTHING;
END
$$
"""


def _ddl(statement: CreateTable | CreateIndex) -> str:
    return str(statement.compile(dialect=_DIALECT)).strip()


STATEMENTS: Final[Sequence[str]] = (
    *(_ddl(CreateTable(table)) for table in metadata.sorted_tables),
    *(
        _ddl(CreateIndex(index))
        for table in metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda index: str(index.name))
    ),
    VISIBLE_UNITS.strip(),
    VISIBLE_RESOURCES.strip(),
    PLACE_UNIT.strip(),
    "INSERT INTO access_epoch VALUES (true, 0)",
)
"""What a service's first migration runs."""


def rule(unit: str, resource: str | None = None) -> str:
    """The SQL condition under which a row is visible; `unit` and `resource` are SQL expressions over the row."""
    everything = f"(SELECT current_setting('app.scopes', true)) = '{EVERYTHING}'"
    reached = f" OR {resource} IN (SELECT visible_resources())" if resource else ""
    return f"({everything} OR {unit} IN (SELECT visible_units()){reached})"


def protect(
    table: str, unit: str = "unit_id", resource: str | None = None, *, app: str, unrestricted: Sequence[str]
) -> list[str]:
    """Row-level security on a table as the second lock behind `visible(...)`.

    `app` is the role bound by the rule, `unrestricted` the roles that see all (system, owner). The roles' names are
    SQL identifiers. Rows may be inserted freely; updates and deletes reach visible rows.
    """
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY visible_rows ON {table} TO {app} USING {rule(unit, resource)} WITH CHECK (true)",
        f"CREATE POLICY all_rows ON {table} TO {', '.join(unrestricted)} USING (true) WITH CHECK (true)",
    ]
