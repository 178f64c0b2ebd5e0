"""Every operation of a service, found in its OpenAPI document, and requests that could be meant for it."""

import importlib
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg

from shared.messaging.examples import example as allowed
from shared.settings import PORTS
from shared.testing.serving import Serving
from shared.web.service import Service

SOMETHING = "01234567-89ab-7def-8123-456789abcdef"
"""The id of everything that lies in the other unit."""

ANYTHING = "76543210-89ab-7def-8123-456789abcdef"
"""What a request says where it has to say something."""

NOWHERE = "fedcba98-89ab-7def-8123-456789abcdef"
"""The id of nothing."""

OWNER_UNIT = "11111111-89ab-7def-8123-456789abcdef"
STRANGER_UNIT = "22222222-89ab-7def-8123-456789abcdef"


FOR_THE_WHOLE_INSTALLATION = {
    "units": "the rule itself reads it",
    "unit_codes": "short codes of units, without content",
    "members": "the rule itself reads it",
    "grants": "the rule itself reads it",
    "role_lenders": "of whom a role is held, beside the grants: ids alone",
    "roles_held": "read only for staff that is visible",
    "contract_types": "what may be drafted is the same for all units",
    "closed_periods": "a period closed above holds for the units below, who must see it",
    "templates": "published for all units",
    "number_series": "counters without content",
    "number_unit_codes": "codes of units without content",
    "known_customers": "where a customer's orders belong: ids and kind, no name",
    "legal_entities": "what stands in a public register, with the unit that looks after it",
    "calendars": "a unit's calendar also holds for the units below, who must see it",
    "calendar_days": "the same",
    "unit_places": "where units hang by date: read upwards by whoever sees a unit below, without a name",
    "unit_entities": "which legal entity a unit is assigned to: inherited by the units below, who must see it",
    "products": "told once for the whole installation; the unit is whose word it was",
    "rules": "a unit's rule also holds for the units below, who must see it",
}
"""Tables that name a unit and are read across units. Another one has to be added here, and looked at."""


def services() -> list[str]:
    return [name for name in PORTS if importlib.util.find_spec(f"services.{name}.app") is not None]


def declared(name: str) -> Service:
    service: Service = importlib.import_module(f"services.{name}.app").SERVICE
    return service


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    permission: str | None
    body: dict[str, Any] | None
    parameters: list[dict[str, Any]]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        numbers = {one["name"] for one in self.parameters if one["schema"].get("type") == "integer"}
        return re.sub(r"\{([^}]*)\}", lambda name: "1" if name[1] in numbers else SOMETHING, self.path)

    @property
    def names_a_thing(self) -> bool:
        return "{" in self.path

    def needed(self, document: dict[str, Any]) -> dict[str, Any]:
        """Values for the parameters that a query must have."""
        known = {"$defs": document["components"]["schemas"]}
        required = [one for one in self.parameters if one["in"] == "query" and one.get("required")]
        return {one["name"]: allowed(one["schema"], known) for one in required}


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method, one in item.items():
            body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            yield Operation(method.upper(), path, one.get("x-permission"), body, one.get("parameters", []))


FORMS = {"date": "2026-03-01", "date-time": "2026-03-01T08:00:00Z"}


def example(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """A value that a schema may take; where it can't be guessed, the service answers 422, which is a refusal too."""
    if "$ref" in schema:
        return example(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return example(schema[several][0], document)
    given = [schema["const"]] if "const" in schema else schema.get("enum") or schema.get("examples")
    return given[0] if given else _of_type(schema, document)


def _of_type(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    match schema.get("type"):
        case "object":
            return {key: example(schema["properties"][key], document) for key in schema.get("required", [])}
        case "array":
            return [example(schema.get("items", {}), document)] * schema.get("minItems", 0)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return FORMS.get(schema.get("format", ""), ANYTHING)


PROTECTED = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relrowsecurity AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""
COLUMNS = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = $1 AND table_name = $2 AND is_generated = 'NEVER' AND is_identity = 'NO'
  AND (is_nullable = 'NO' AND column_default IS NULL OR column_name LIKE '%unit%')
"""
FILLED = {
    "text": f"'{SOMETHING}'",
    "integer": "1",
    "bigint": "1",
    "smallint": "1",
    "numeric": "1",
    "boolean": "true",
    "date": "'2026-03-01'",
    "timestamp with time zone": "'2026-03-01T00:00:00Z'",
    "jsonb": "'{}'",
    "bytea": "''",
    "ARRAY": "'{}'",
    "double precision": "1",
}


NAMED = {"currency": "'CNY'"}
"""What stands in columns whose values are checked when they are read; first by name, then by type."""


async def fill(serving: Serving, unit: str) -> dict[str, bool]:
    """Puts one row of the unit into every table under row-level security; tells which tables took one."""
    taken, named = {}, NAMED | {"unit_id": f"'{unit}'"}
    async with serving.running.store.database.pool("system").acquire() as conn:
        for schema, name in await conn.fetch(PROTECTED):
            table = f'"{schema}"."{name}"'
            columns = await conn.fetch(COLUMNS, schema, name)
            names = ", ".join(f'"{column["column_name"]}"' for column in columns)
            values = ", ".join(named.get(column["column_name"]) or FILLED[column["data_type"]] for column in columns)
            try:
                async with conn.transaction():
                    await conn.execute(f"INSERT INTO {table} ({names}) VALUES ({values})")
                taken[table] = True
            except asyncpg.IntegrityConstraintViolationError:
                taken[table] = False
    return taken
