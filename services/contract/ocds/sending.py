"""An Open Contracting file sent to the services: its parties to the customers' import, itself to the contracts'."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from services.contract.ocds.report import Holdings
from shared.settings import platform_settings
from shared.values.errors import DomainError
from shared.values.ids import derived_id

ROLES: Final[Mapping[str, str]] = {"supplier": "supplier", "tenderer": "supplier", "payee": "supplier"}
SECONDS: Final = 30.0
LONGEST_WAIT: Final = 3600.0


class SendingError(DomainError):
    """A service did not take the file."""


@dataclass(frozen=True, slots=True)
class Target:
    """Under which source and unit, and with whose tokens."""

    source: str
    unit: str | None
    token: str
    customer_token: str


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


def send(data: bytes, found: Holdings, target: Target, say: Callable[[str], None]) -> dict[str, Any]:
    """Imports parties, then contracts; gives the figures of both imports. Sending the same file again is harmless."""
    settings = platform_settings()
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in customer_rows(found)).encode()
    customers = _run(settings.url("customer"), target.customer_token, lines, target, {"kind": "customers"}, say)
    contracts = _run(settings.url("contract"), target.token, data, target, {"kind": "ocds"}, say)
    return {"customers": customers, "import": contracts}


def _run(
    address: str, token: str, body: bytes, target: Target, params: dict[str, str], say: Callable[[str], None]
) -> dict[str, Any]:
    asked = {**params, "source": target.source, **({"unit_id": target.unit} if target.unit else {})}
    key = derived_id("ocds-file", json.dumps(asked, sort_keys=True), _hash(body))
    headers = {"Authorization": f"Bearer {token}"}
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=SECONDS, trust_env=False) as client:
            sent = {"Idempotency-Key": key, "Content-Type": "application/x-ndjson"}
            import_id = _checked(client.post("/v1/imports", params=asked, content=body, headers=sent))["import_id"]
            return _waited(client, import_id, say)
    except httpx.HTTPError as error:
        raise SendingError(f"{address} does not answer: {type(error).__name__}") from error


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _waited(client: httpx.Client, import_id: str, say: Callable[[str], None]) -> dict[str, Any]:
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        answer = _checked(client.get(f"/v1/imports/{import_id}"))
        if answer["completed_at"] is not None:
            return answer
        say(f"{answer['kind']}: {answer['done']:,} of {answer['rows']:,} rows")
        time.sleep(1)
    raise SendingError(f"The import {import_id} did not end within an hour.")


def _checked(response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        try:
            detail = str(response.json().get("detail"))
        except ValueError:
            detail = f"status {response.status_code}"
        raise SendingError(f"{response.request.url.host}: {detail}")
    answer: dict[str, Any] = response.json()
    return answer
