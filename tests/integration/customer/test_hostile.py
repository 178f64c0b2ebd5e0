"""What no caller meant: bodies, paths and queries made from the published document, right ones and wrong ones."""

import asyncio
import itertools
import warnings
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.testing.serving import Serving

from .conftest import HQ

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 20


async def test_no_input_brings_a_fault_or_an_undocumented_answer(service: Serving):
    known = await something_of_each(service)
    server = uvicorn.Server(
        uvicorn.Config(service.app, host="127.0.0.1", port=0, lifespan="off", log_level="critical", ws="none")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    token = {"Authorization": f"Bearer {service.issuer.token('anna', 'customer', lifetime=3000)}"}
    try:
        faults = await asyncio.to_thread(attack, service.app.openapi(), f"http://127.0.0.1:{port}", token, known)
    finally:
        server.should_exit = True
        await serving
    assert faults == []


async def something_of_each(service: Serving) -> dict[str, str]:
    anna = await service.caller("anna", ["customer.*"], HQ)
    customer = await anna.post("/v1/customers", json={"kind": "person", "person_name": "王小明"})
    address = f"/v1/customers/{customer.json()['customer_id']}/contacts"
    contact = await anna.post(address, json={"role": "buyer", "name": "李雷"})
    sent = await anna.post("/v1/imports", params={"source": "s"}, content=b"{}")
    return {**customer.json(), **contact.json(), **sent.json()}


def attack(document: dict[str, Any], address: str, token: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=address)
    faults: list[str] = []
    turns = itertools.count()
    for result in schema.get_all_operations():
        operation = result.ok()

        def one(case):
            if next(turns) % 2:
                case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
            if isinstance(case.query, dict):
                # A position of another service is waited for, then answered by 503 as documented.
                case.query.pop("at_least", None)
            case.validate_response(case.call(headers=token), checks=CHECKS)

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
    return faults
