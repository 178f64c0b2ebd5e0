"""Examples of what a JSON Schema describes: for partners to read and to hold readers against."""

import re
from collections.abc import Iterator
from typing import Any, Final

Schema = dict[str, Any]

_BY_FORMAT: Final[dict[str, str]] = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T08:30:00.000000Z",
    "uuid": "0197a4b1-1591-7000-8000-138123456780",
    "uri": "https://example.com/",
    "email": "someone@example.com",
    "decimal": "12.50",
}
_BY_TYPE: Final[dict[str, Any]] = {"integer": 1, "number": 1.5, "boolean": True, "null": None}
_TEXTS: Final = (
    "text", "12.50", "CNY", "2026-01-31", "0197a4b1-1591-7000-8000-138123456780", "contract.signed.v1", "en", "08:30",
    "ABC-1", "a" * 64, "1",
)  # fmt: skip


def resolved(schema: Schema, root: Schema) -> Schema:
    """The schema a `$ref` into `$defs` stands for; other keys beside it win."""
    if "$ref" not in schema:
        return schema
    target: Schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return {**resolved(target, root), **{key: value for key, value in schema.items() if key != "$ref"}}


def inlined(schema: Schema, root: Schema | None = None) -> Schema:
    """The same schema without `$defs`, every reference replaced by what it stands for."""
    root = root if root is not None else schema
    plain = resolved(schema, root)
    return {key: _inlined(value, root) for key, value in plain.items() if key not in {"$defs", "$id", "$schema"}}


def _inlined(value: Any, root: Schema) -> Any:
    if isinstance(value, dict):
        return inlined(value, root)
    return [_inlined(one, root) for one in value] if isinstance(value, list) else value


def alternatives(schema: Schema, root: Schema) -> list[Schema]:
    """The schemas of `anyOf` or `oneOf`, or the schema itself."""
    schema = resolved(schema, root)
    several = schema.get("anyOf") or schema.get("oneOf")
    return [part for one in several for part in alternatives(one, root)] if several else [schema]


def example(schema: Schema, root: Schema | None = None) -> Any:
    """One value that the schema allows, with every field that may be there."""
    return next(variants(schema, root))


def variants(schema: Schema, root: Schema | None = None) -> Iterator[Any]:
    """Values that together show every alternative and every constant the schema allows, the fullest first."""
    root = root if root is not None else schema
    for one in alternatives(schema, root):
        if "const" in one:
            yield one["const"]
        elif "enum" in one:
            yield from one["enum"]
        elif one.get("type") == "object" or "properties" in one:
            yield from _objects(one, root)
        elif one.get("type") == "array":
            yield from _arrays(one, root)
        else:
            yield _scalar(one)


def _objects(schema: Schema, root: Schema) -> Iterator[dict[str, Any]]:
    fields = schema.get("properties", {})
    full = {name: example(field, root) for name, field in fields.items()}
    if not fields and isinstance(schema.get("additionalProperties"), dict):
        full = {"key": example(schema["additionalProperties"], root)}
    yield full
    for name, field in fields.items():
        for value in list(variants(field, root))[1:]:
            yield {**full, name: value}
    required = set(schema.get("required", ()))
    if required != set(fields):
        yield {name: value for name, value in full.items() if name in required}


def _arrays(schema: Schema, root: Schema) -> Iterator[list[Any]]:
    if "prefixItems" in schema:
        yield [example(item, root) for item in schema["prefixItems"]]
        return
    items = schema.get("items", {})
    if schema.get("maxItems") == 0:
        yield []
        return
    for value in variants(items, root):
        yield [value]
    if not schema.get("minItems"):
        yield []


def _scalar(schema: Schema) -> Any:
    if schema.get("examples"):
        return schema["examples"][0]
    kind = schema.get("type")
    if kind in _BY_TYPE:
        return max(_BY_TYPE[kind], schema.get("minimum", 1)) if kind == "integer" else _BY_TYPE[kind]
    if kind == "string":
        return _BY_FORMAT.get(str(schema.get("format"))) or _text(schema)
    return "anything"


def _text(schema: Schema) -> str:
    pattern = re.compile(schema.get("pattern", ""))
    shortest, longest = int(schema.get("minLength", 0)), int(schema.get("maxLength", 1_000))
    fitting = (text for text in _TEXTS if pattern.search(text) and shortest <= len(text) <= longest)
    return next(fitting, "a" * max(1, shortest))
