"""A whole installation, started as a person would start it, with two administrators and a contract that is paid."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from services.portal.setup.handlers import bootstrap_secret
from services.story.callers import Caller, sign_in
from shared.runtime.state import read_state
from shared.settings import PORTS, PlatformSettings
from shared.testing.ports import first_port

READY_WITHIN = 180.0
PASSWORD = "correct horse battery"
ROUTE = [{"step": "legal", "stage": 1, "review": "legal", "unit": "own"}]
AMOUNT = {"amount": "100.00", "currency": "CNY"}


@dataclass
class Installation:
    """Its directory, its process, and who works in it."""

    home: Path
    first_port: int
    process: subprocess.Popen[bytes] | None = None
    units: dict[str, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> PlatformSettings:
        secret = (self.home / "secret").read_text(encoding="ascii").strip()
        return PlatformSettings(secret=secret, **{f"{name}_url": url for name, url in self.addresses.items()})

    @property
    def addresses(self) -> dict[str, str]:
        lowest = min(PORTS.values())
        return {name: f"http://127.0.0.1:{port - lowest + self.first_port}" for name, port in PORTS.items()}

    def wait_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            assert self.process.poll() is None, self.told()
            state = read_state(self.home / "state.json")
            if state is not None and state.address:
                return
            time.sleep(0.1)
        raise AssertionError(self.told())

    def told(self) -> str:
        """The last words of every process."""
        logs = sorted((self.home / "logs").glob("*.log"))
        return "\n".join(f"{log.name}: {log.read_text(encoding='utf-8', errors='replace')[-800:]}" for log in logs)

    @property
    def postgres_url(self) -> str:
        password = (self.home / "postgres" / "password").read_text(encoding="ascii").strip()
        port = (self.home / "postgres" / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[3]
        return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"

    @contextlib.asynccontextmanager
    async def set_up(self, **person: str) -> AsyncIterator[tuple[Caller, Caller]]:
        """Headquarters, a city, and two administrators: one who works, one who decides."""
        settings = self.settings
        async with httpx.AsyncClient(timeout=30) as client:
            body = {
                "bootstrap": bootstrap_secret(settings.secret.get_secret_value()),
                "organisation": "Great Wall Trading",
                "administrator": {"login": "a-1", "name": "A", "password": PASSWORD, **person},
            }
            made = await Caller(settings, client).post("portal", "/v1/setup", body)
            self.units["headquarters"], self.staff["a-1"] = made["unit_id"], made["staff_id"]
            works = await sign_in(settings, client, "a-1", PASSWORD)
            await self.join(works, "a-2", "administrator", name="B")
            decides = await sign_in(settings, client, "a-2", PASSWORD)
            for caller in (works, decides):
                for service, path in PROBES.items():
                    await admitted(caller, service, path)
            yield works, decides

    async def join(self, by: Caller, login: str, role: str = "", **person: str) -> str:
        """Takes somebody on."""
        unit = self.units["headquarters"]
        body = {"unit_id": unit, "login": login, "effective_on": "2026-01-01", "password": PASSWORD}
        made = await by.post("portal", "/v1/staff", {**body, "must_change_password": False, **person})
        self.staff[login] = made["staff_id"]
        if role:
            await by.post("portal", f"/v1/staff/{made['staff_id']}/roles", {"role": role, "unit_id": unit})
        return str(made["staff_id"])

    async def caught_up(self, seconds: float = 60) -> None:
        """Waits until nothing waits for a relay or a consumer, twice in a row."""
        async with asyncio.timeout(seconds), httpx.AsyncClient() as client:
            quiet = 0
            while quiet < 3:
                waiting: list[int | None] = []
                for address in self.addresses.values():
                    state = (await client.get(f"{address}/v1/platform/status")).json()
                    waiting += [state["relay"]["pending"], *(one["lag"] for one in state["consumers"])]
                quiet = quiet + 1 if set(waiting) == {0} else 0
                await asyncio.sleep(0.3)


PROBES = {
    "customer": "/v1/customers?limit=1",
    "contract": "/v1/contracts?limit=1",
    "scoring": "/v1/models",
    "notify": "/v1/inbox?limit=1",
}
"""A read of each service that anybody with a right there may make; rights travel over Kafka."""


async def admitted(caller: Caller, service: str, path: str, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not await caller.admitted(service, path):
            await asyncio.sleep(0.1)


async def sold(works: Caller, decides: Caller, counterparty: str, said: str | None = None) -> str:
    """A sales contract in effect, agreed to in these words; gives its id."""
    kind = {"code": "sale", "name": "Sale", "direction": "sales", "number_prefix": "XS", "route": ROUTE}
    type_id = (await works.post("contract", "/v1/types", kind))["type_id"]
    due = {"event": "invoice", "days": 30}
    plan = [{"clause": "3", "phase": "all", "debtor": "counterparty", "after": due, "amount": AMOUNT}]
    terms = {"type_id": type_id, "text": "We sell ten fans.", "title": "Fans", "counterparty_id": counterparty}
    drafted = await works.post("contract", "/v1/contracts", {**terms, "amount": AMOUNT, "plan": plan})
    address = f"/v1/contracts/{drafted['contract_id']}"
    submitted = await works.post("contract", f"{address}/submission", if_match=drafted["version"])
    decision = {"decision": "approve", "text_hash": submitted["text_hash"], "comment": said}
    await decides.post("contract", f"/v1/approvals/{submitted['approval_id']}/decisions", decision)
    for side in ("us", "counterparty"):
        await works.post("contract", f"{address}/signatures", {"side": side, "text_hash": submitted["text_hash"]})
    return str(drafted["contract_id"])


async def paid(works: Caller, contract_id: str, headers: dict[str, str] | None = None) -> Any:
    """A payment received under the contract; gives the answer."""
    body = {"amount": AMOUNT, "reference": "F-1"}
    if headers is None:
        return await works.post("contract", f"/v1/contracts/{contract_id}/receipts", body)
    works.client.headers.update(headers)
    try:
        return await works.post("contract", f"/v1/contracts/{contract_id}/receipts", body)
    finally:
        for name in headers:
            del works.client.headers[name]


@contextlib.contextmanager
def running(**environment: str) -> Iterator[Installation]:
    """`pactline up` with servers of its own, whatever servers the test run has; nothing is left of it."""
    # pytest's own temporary folders are closed to the account that PostgreSQL runs under when we are root
    with tempfile.TemporaryDirectory(prefix="pactline-whole-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        one = Installation(Path(name) / "data", first_port())
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("PACTLINE_", "OTEL_"))}
        command = [sys.executable, "-m", "services", "up", "--data-dir", str(one.home), "--port", str(one.first_port)]
        one.process = subprocess.Popen(command, env={**plain, **environment}, stderr=subprocess.DEVNULL)
        try:
            one.wait_ready()
            yield one
        finally:
            one.process.send_signal(signal.SIGTERM)
            try:
                one.process.wait(60)
            except subprocess.TimeoutExpired:
                one.process.kill()
                one.process.wait()
