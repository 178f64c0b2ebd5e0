"""What no caller meant: bodies, paths and queries made from a service's document, right and wrong ones."""

import asyncio
import os
import warnings
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from fastapi import FastAPI

EXAMPLES: Final = int(os.environ.get("PACTLINE_HOSTILE_EXAMPLES", "2"))
"""Right and as many wrong inputs an operation; more are worth their time after a change of schemas."""
NOTHING: Final = "01234567-89ab-7def-8123-456789abcd00"
"""The id of nothing there is."""


@asynccontextmanager
async def behind_a_socket(app: FastAPI) -> AsyncIterator[str]:
    """The address of an application whose lifespan runs already, served on the loopback interface."""
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_level="critical", ws="none")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn says so by this flag alone
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        await serving


def attack(
    document: dict[str, Any],
    address: str,
    headers: Mapping[str, str],
    known: Mapping[str, str],
    without: Collection[str] = (),
) -> list[str]:
    """The faults and undocumented answers that a service gives to inputs made from its OpenAPI document.

    `known` are ids of things that exist, by the names of path parameters; `without` are paths left out (streams, which
    do not end). Blocks: run it in a thread.
    """
    import schemathesis

    for media_type in ("application/pdf", "application/x-ndjson"):
        schemathesis.serializer.alias(media_type, "application/octet-stream")
    schema: Any = schemathesis.openapi.from_dict(_asked(document, known))
    schema.config.update(base_url=address)
    faults: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path not in without:
            faults += _faults_of(operation, headers)
    return faults


def _asked(document: dict[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    """The document as it is tried. A position of another service would be waited for, then answered by 503 as
    documented: none is asked for. Paths name what exists or what does not: ids of their form, drawn from it, are a
    third of the work and find nothing.
    """

    def parameters(operation: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {**one, "schema": {"enum": [known[one["name"]], NOTHING]}}
            if one["in"] == "path" and one["name"] in known
            else one
            for one in operation.get("parameters", ())
            if one["name"] != "at_least"
        ]

    paths = {
        path: {method: {**operation, "parameters": parameters(operation)} for method, operation in operations.items()}
        for path, operations in document["paths"].items()
    }
    return {**document, "paths": paths}


def _faults_of(operation: Any, headers: Mapping[str, str]) -> list[str]:
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis.errors import Unsatisfiable
    from schemathesis.checks import not_a_server_error
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi import checks

    held = [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    ]
    faults: list[str] = []

    def one(case: Any) -> None:
        case.validate_response(case.call(headers=headers), checks=held)

    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        tried = settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )(given(case=operation.as_strategy(generation_mode=mode))(one))
        # An operation without parameters has no wrong form.
        nothing_to_get_wrong = suppress(Unsatisfiable)
        try:
            with warnings.catch_warnings(), nothing_to_get_wrong:
                warnings.simplefilter("ignore")
                tried()
        except BaseExceptionGroup as group:
            faults.extend(f"{operation.label}: {fault}" for fault in group.exceptions)
        except AssertionError as fault:
            faults.append(f"{operation.label}: {fault}")
    return faults
