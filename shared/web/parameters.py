"""What stands in a request's address: known parameters alone, as text that has one meaning."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from inspect import Parameter, signature
from types import NoneType
from typing import Any, Final, get_args, get_origin
from urllib.parse import unquote_to_bytes

from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.types import Scope

from shared.web.errors import InvalidInputError
from shared.web.pointers import NAME, pointer

UNKNOWN: Final = "There is no such parameter."
TWICE: Final = "Given more than once."
NOT_TEXT: Final = "Holds NUL, half a surrogate pair, or bytes that are not UTF-8."


def declared(dependant: Dependant) -> Mapping[str, bool]:
    """The query parameters that an endpoint and its dependencies take, query models' fields included: each name, and
    whether it may be given more than once.
    """
    return dict(_names(dependant))


def _names(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    for parameter in dependant.query_params:
        model = _model(parameter.field_info.annotation)
        if model is None:
            yield parameter.alias, _several(parameter.field_info.annotation)
        else:
            for name, field in model.model_fields.items():
                yield field.alias or name, _several(field.annotation)
    for inner in dependant.dependencies:
        yield from _names(inner)


def _several(annotation: Any) -> bool:
    return any(get_origin(one) in (list, tuple, set, frozenset) for one in (annotation, *get_args(annotation)))


def _model(annotation: Any) -> type[BaseModel] | None:
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def unasked(dependant: Dependant) -> Dependant:
    """The same for a request without a query: parameters whose default is the function's own are left to it."""
    defaults = signature(dependant.call).parameters if dependant.call else {}
    return replace(
        dependant,
        query_params=[one for one in dependant.query_params if not _own_default(one, defaults.get(one.name))],
        dependencies=[unasked(inner) for inner in dependant.dependencies],
    )


def _own_default(parameter: ModelField, declared: Parameter | None) -> bool:
    if declared is None or not isinstance(declared.default, NoneType | bool | int | str):
        return False
    return bool(declared.default == parameter.default) and not parameter.field_info.validate_default


def check(scope: Scope, known: Mapping[str, bool] | None) -> None:
    """Raises `InvalidInputError` that names each parameter of path or query which is unknown, no text, or given again
    where one value is meant.

    With `known` None any parameter may come.
    """
    found = [*_faults_in_path(scope), *_faults_in_query(scope.get("query_string", b""), known)]
    if found:
        raise InvalidInputError([{"pointer": pointer(where), "detail": why} for where, why in found])


def _faults_in_path(scope: Scope) -> Iterator[tuple[tuple[str, str], str]]:
    for name, value in scope.get("path_params", {}).items():
        # A server decodes the path before it is seen here, and puts U+FFFD for what is not UTF-8.
        if isinstance(value, str) and not _is_text(value.replace("\ufffd", "\0")):
            yield ("path", name), NOT_TEXT


def _faults_in_query(query: bytes, known: Mapping[str, bool] | None) -> Iterator[tuple[tuple[str, str], str]]:
    given: set[str | None] = set()
    for pair in query.split(b"&") if query else ():
        name, value = (_decoded(part) for part in (*pair.split(b"=", 1), b"")[:2])
        shown = _shown(name)
        if known is not None and pair and name not in known:
            yield ("query", shown), UNKNOWN
        elif value is None:
            yield ("query", shown), NOT_TEXT
        elif known is not None and pair and name in given and not known.get(name or ""):
            yield ("query", shown), TWICE
        given.add(name)


def _decoded(part: bytes) -> str | None:
    try:
        text = unquote_to_bytes(part.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if _is_text(text) else None


def _is_text(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _shown(name: str | None) -> str:
    """A name that may stand in an answer: what could be none of ours is not repeated."""
    return name if name is not None and NAME.match(name) else "?"


def methods_at(routes: Sequence[object], scope: Scope) -> str:
    """The methods that the path of a request takes, over all routes: what a 405 tells in `Allow` (RFC 9110 15.5.6)."""
    path = scope["path"]
    taken = {
        method
        for route in routes
        if isinstance(route, APIRoute) and route.path_regex.match(path)
        for method in route.methods or ()
    }
    return ", ".join(sorted(taken | ({"HEAD"} if "GET" in taken else set())))
