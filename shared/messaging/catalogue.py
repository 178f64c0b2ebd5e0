"""The event catalogue: a page a service, generated from the same schemas that partners read."""

from typing import Any

from shared.messaging.examples import Schema, alternatives


def pages(schemas: dict[str, dict[str, Schema]]) -> dict[str, str]:
    """The Markdown of every service that publishes, by file name."""
    return {f"{service}.md": _page(service, found) for service, found in schemas.items() if found}


def _page(service: str, schemas: dict[str, Schema]) -> str:
    lines = [
        f"# Events of {service}",
        "",
        f"Topic `{service}.events`. Generated from the schemas in `shared/schemas/{service}/`.",
        "Fields in italics need not be there.",
    ]
    for name, schema in schemas.items():
        lines += ["", f"## `{name}`", "", " ".join(str(schema.get("description", "")).split()), ""]
        lines += _fields(schema)
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
