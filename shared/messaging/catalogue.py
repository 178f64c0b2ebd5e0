"""The event catalogue: a page a service, generated from the same schemas that partners read."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from shared.messaging.examples import Schema, alternatives
from shared.messaging.real_examples import Example

NONE: Final[Mapping[str, Mapping[str, Example]]] = {}


def pages(
    schemas: dict[str, dict[str, Schema]],
    examples: Mapping[str, Mapping[str, Example]] = NONE,
    silent: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> dict[str, str]:
    """The Markdown of every service that publishes, by file name; `examples` are real ones by service and wire name,
    `silent` says of events that never happen why.
    """
    return {
        f"{service}.md": _page(service, found, examples.get(service, {}), silent.get(service, {}))
        for service, found in schemas.items()
        if found
    }


def _page(service: str, schemas: dict[str, Schema], examples: Mapping[str, Example], silent: Mapping[str, str]) -> str:
    lines = [
        f"# Events of {service}",
        "",
        f"Topic `{service}.events`. Generated from the schemas in `shared/schemas/{service}/`.",
        "Fields in italics need not be there. Each example is the data of a record that a running service published;",
        f"with key and headers it lies in `shared/schemas/{service}/examples/`.",
    ]
    for name, schema in schemas.items():
        lines += ["", f"## `{name}`", "", " ".join(str(schema.get("description", "")).split()), ""]
        lines += _fields(schema)
        if name in silent:
            lines += ["", f"Not published here: {silent[name]}"]
        if name in examples:
            lines += ["", "```json", json.dumps(examples[name]["data"], indent=1, ensure_ascii=False), "```"]
    return "\n".join(lines) + "\n"


def _fields(schema: Schema) -> list[str]:
    must = set(schema.get("required", ()))
    if not schema.get("properties"):
        return ["No fields."]
    rows = [
        f"| {_name(name, required=name in must)} | {_kind(field, schema)} |"
        for name, field in schema["properties"].items()
    ]
    return ["| field | value |", "|---|---|", *rows]


def _name(name: str, *, required: bool) -> str:
    return f"`{name}`" if required else f"*`{name}`*"


def _kind(field: Schema, root: Schema) -> str:
    return " or ".join(dict.fromkeys(_one(part, root) for part in alternatives(field, root)))


def _one(schema: Schema, root: Schema) -> str:
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    kind: Any = schema.get("type")
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}), root)}"
    if kind == "object" or "properties" in schema:
        return "{" + ", ".join(schema.get("properties", {"name": {}})) + "}"
    if kind == "string":
        return str(schema.get("format", "text"))
    return {"null": "nothing", None: "any value"}.get(kind, str(kind))
