"""The OpenAPI document: each operation with its headers, its permission, and the problems it can answer with."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from shared.values.errors import DomainError
from shared.web.problems import TYPE_PREFIX
from shared.web.routing import CommandRoute
from shared.web.schemas import Problem

PROBLEM: Final[Mapping[str, Any]] = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
}
MAY_CONFLICT: Final[dict[int | str, dict[str, Any]]] = {409: {"description": HTTPStatus.CONFLICT.phrase, **PROBLEM}}
"""For `responses=` of a read that rests on what may not be laid down yet, as a rate of exchange."""
KEY: Final[Mapping[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "New for each intention; the same key gives the same answer for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
ALWAYS: Final = (400, 404, 405, 422, 429, 503)
REASONS: Final[tuple[tuple[str, tuple[int, ...]], ...]] = (
    ("restricted", (401, 403)),
    ("body", (413, 415)),
    ("command", (401, 403, 409, 413)),
    ("conditional", (412, 428)),
)
"""Which declarations of a route bring which refusals."""


def refusals(route: CommandRoute) -> list[int]:
    """The statuses of the problems that the route can answer with."""
    traits = {
        "restricted": route.rule is not None and route.rule.permission is not None,
        "body": route.takes_body,
        "command": route.kind == "command" or "POST" in (route.methods or ()),
        "conditional": route.conditional,
    }
    found = set(ALWAYS)
    for trait, statuses in REASONS:
        if traits[trait]:
            found.update(statuses)
    return sorted(found)


def problem_types(service: str) -> list[str]:
    """The types of all problems that the platform or the service can answer with."""
    found, left = set[str](), [DomainError]
    while left:
        kind = left.pop()
        left.extend(kind.__subclasses__())
        ours = kind.__module__.startswith(("shared.", f"services.{service}."))
        if ours and kind.over_http and kind is not DomainError:
            found.add(TYPE_PREFIX + kind.kind)
    return sorted(found)


def document(app: FastAPI, service: str, routes: Iterable[CommandRoute]) -> dict[str, Any]:
    """The document of a service's application whose routes these are."""
    made = get_openapi(title=app.title, version=app.version, routes=app.routes)
    components = made.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    problem["properties"]["type"] |= {"enum": problem_types(service)}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    for route in routes:
        for method in route.methods or ():
            operation = made["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                _complete(operation, route, method)
    return made


def _complete(operation: dict[str, Any], route: CommandRoute, method: str) -> None:
    responses = operation.setdefault("responses", {})
    for status in refusals(route):
        responses[str(status)] = {"description": HTTPStatus(status).phrase, **PROBLEM}
    if route.keyed:
        required = method == "POST"
        operation.setdefault("parameters", []).append({**KEY, "required": required})
    permission = route.rule.permission if route.rule else None
    operation["security"] = [{"bearer": []}] if permission else []
    if permission:
        operation["x-permission"] = permission
