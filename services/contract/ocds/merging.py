"""Releases of one contracting process merged into one, as the standard's merge routine says.

Source: standard.open-contracting.org/1.1, "Merging": in order of date; objects in lists are matched by `id`; lists of
anything else are replaced whole; null takes a field away. Fields of the release itself are not carried over.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

OF_THE_RELEASE: Final = frozenset({"id", "date", "tag"})


def day_of(release: Mapping[str, Any]) -> str:
    """By what releases are in order."""
    return str(release.get("date") or "")


def merged(releases: Iterable[Mapping[str, Any]], fields: Collection[str] | None = None) -> dict[str, Any]:
    """The compiled release of releases that share an ocid; of `fields` alone, if only those are read."""
    result: dict[str, Any] = {}
    for release in sorted(releases, key=day_of):
        wanted = release.keys() - OF_THE_RELEASE if fields is None else release.keys() & fields
        said = {name: value for name, value in release.items() if name in wanted}
        result = _objects(result, said)
    return result


def _objects(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(before)
    for name, value in after.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _values(result.get(name), value)
    return result


def _first(value: Any) -> Any:
    """What is said where nothing was said before: the usual case, in which nothing is looked up."""
    if isinstance(value, dict):
        return {
            name: _first(inner) if isinstance(inner, dict | list) else inner
            for name, inner in value.items()
            if inner is not None
        }
    return _lists([], value) if isinstance(value, list) and _identified(value) else value


def _values(before: Any, after: Any) -> Any:
    if before is None:
        return _first(after)
    if isinstance(after, dict):
        return _objects(before if isinstance(before, dict) else {}, after)
    if isinstance(after, list) and _identified(after):
        return _lists(before if isinstance(before, list) and _identified(before) else [], after)
    return after


def _identified(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(value, dict) and value.get("id") is not None for value in values)


def _lists(before: list[Any], after: list[Any]) -> list[Any]:
    result = {str(value["id"]): value for value in before}
    for value in after:
        known = result.get(str(value["id"]))
        result[str(value["id"])] = _values(known, value)
    return list(result.values())
