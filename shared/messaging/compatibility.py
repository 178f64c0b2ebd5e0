"""What a published schema may become without a new version: the same, with more fields that need not be there."""

from typing import Any, Final

from shared.messaging.examples import Schema, resolved

SAYS_NOTHING: Final = frozenset({"title", "description", "examples", "default", "$defs", "$id", "$schema"})


def breaks(old: Schema, new: Schema) -> list[str]:
    """Every difference that could break a reader, each as a sentence naming the field; empty when there is none."""
    return list(_breaks(old, new, old, new, ""))


def _breaks(old: Schema, new: Schema, old_root: Schema, new_root: Schema, at: str) -> list[str]:
    old, new = _said(resolved(old, old_root)), _said(resolved(new, new_root))
    found: list[str] = []
    for key in sorted((old.keys() | new.keys()) - {"properties", "required"}):
        was, now = old.get(key), new.get(key)
        found += _differs(was, now, old_root, new_root, at, key)
    before, after = old.get("properties", {}), new.get("properties", {})
    must_before, must_after = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(before):
        if name not in after:
            found.append(f"{at}/{name} was taken away")
            continue
        if (name in must_before) != (name in must_after):
            found.append(f"{at}/{name} was {_must(name in must_before)} and is {_must(name in must_after)}")
        found += _breaks(before[name], after[name], old_root, new_root, f"{at}/{name}")
    found += [f"{at}/{name} is new and required" for name in sorted(after.keys() - before.keys()) if name in must_after]
    return found


def _differs(was: Any, now: Any, old_root: Schema, new_root: Schema, at: str, key: str) -> list[str]:
    if isinstance(was, dict) and isinstance(now, dict):
        return _breaks(was, now, old_root, new_root, f"{at}/{key}")
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now) and _schemas(was) and _schemas(now):
        pairs = enumerate(zip(was, now, strict=True))
        return [one for n, (a, b) in pairs for one in _breaks(a, b, old_root, new_root, f"{at}/{key}/{n}")]
    return [] if was == now else [f"{at or '/'}: {key} was {was!r} and is {now!r}"]


def _schemas(values: list[Any]) -> bool:
    return all(isinstance(value, dict) for value in values)


def _said(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in SAYS_NOTHING}


def _must(required: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "required" if required else "optional"
