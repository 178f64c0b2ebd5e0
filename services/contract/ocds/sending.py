"""A file of contracts sent to the services: its parties to the customers' import, itself to the contracts'."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from services.contract.ocds.report import Holdings
from services.signing_in import words_of
from shared.values.errors import DomainError
from shared.values.ids import new_id
from shared.values.progress import Progress

ROLES: Final[Mapping[str, str]] = {"supplier": "supplier", "tenderer": "supplier", "payee": "supplier"}
OCDS: Final[Mapping[str, str]] = {"kind": "ocds"}
SECONDS: Final = 30.0
LONGEST_WAIT: Final = 3600.0


class SendingError(DomainError):
    """A service did not take the file."""

    over_http = False


@dataclass(frozen=True, slots=True)
class Door:
    """Where a service is and who asks there."""

    address: str
    auth: httpx.Auth


@dataclass(frozen=True, slots=True)
class Target:
    """Under which source and unit, and to which services."""

    source: str
    unit: str | None
    customer: Door
    contract: Door


def customer_rows(found: Holdings) -> list[dict[str, Any]]:
    """The parties as rows for the import of customers: suppliers are suppliers, everybody else a partner."""
    return [
        {
            "source_id": party.party_id,
            "kind": "organisation",
            "name": party.name,
            "roles": sorted({ROLES.get(role, "partner") for role in party.roles} or {"partner"}),
        }
        for party in found.parties.values()
    ]


def send(
    data: bytes, found: Holdings, target: Target, progress: Progress, asked: Mapping[str, Any] = OCDS
) -> dict[str, Any]:
    """Imports parties, then contracts; gives the figures of both imports. Sent again, every row is unchanged."""
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in customer_rows(found)).encode()
    customers = _run("customer", target.customer, lines, target, {"kind": "customers"}, progress)
    contracts = _run("contract", target.contract, data, target, dict(asked), progress)
    return {"customers": customers, "import": contracts}


def _run(
    service: str, door: Door, body: bytes, target: Target, params: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    progress.step(f"{service}: rows are taken over")
    asked = {**params, "source": target.source, **({"unit_id": target.unit} if target.unit else {})}
    try:
        with httpx.Client(base_url=door.address, auth=door.auth, timeout=SECONDS, trust_env=False) as client:
            sent = {"Idempotency-Key": new_id(), "Content-Type": "application/x-ndjson"}
            answer = client.post("/v1/imports", params=asked, content=body, headers=sent)
            return _waited(client, service, _checked(service, answer)["import_id"], progress)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        words = f"The {service} service does not answer at {door.address}: is it running there?"
        raise SendingError(words) from error


def _waited(client: httpx.Client, service: str, import_id: str, progress: Progress) -> dict[str, Any]:
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        answer = _checked(service, client.get(f"/v1/imports/{import_id}"))
        if answer["completed_at"] is not None:
            return answer
        progress.reached(answer["done"], answer["rows"])
        time.sleep(1)
    raise SendingError(f"The import {import_id} did not end within an hour.")


def _checked(service: str, response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        raise SendingError(f"The {service} service refused it: {words_of(response)}")
    try:
        answer: dict[str, Any] = response.json()
    except ValueError as error:
        raise SendingError(f"What answers at {response.request.url.host} is no {service} service.") from error
    return answer
