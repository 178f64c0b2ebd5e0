from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from services.portal.app import SERVICE
from services.portal.setup.handlers import bootstrap_secret
from services.portal.token.handlers import issuer_of
from shared.testing.isolation import SECRET
from shared.testing.serving import Serve, Serving
from shared.values.clock import FixedClock, SystemClock

PASSWORD = "correct horse battery"


@dataclass
class Portal:
    serving: Serving
    unit_id: str
    staff_id: str
    clock: FixedClock
    admin: httpx.AsyncClient
    http: httpx.AsyncClient
    made: dict[str, Any] = field(default_factory=dict)

    async def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        return await self.http.post("/v1/sessions", json={"login": login, "password": password, **more})

    async def speak_for(self, login: str, password: str = PASSWORD) -> httpx.AsyncClient:
        session = (await self.sign_in(login, password)).json()["session"]
        made = await self.http.post("/v1/tokens", json={"session": session, "audience": "portal"})
        client = self.serving.client({"Authorization": f"Bearer {made.json()['token']}"})
        self.made[login] = session
        return client

    async def unit(self, name: str, parent: str | None = None, kind: str = "city") -> str:
        body = {"parent_id": parent or self.unit_id, "name": name, "kind": kind, "effective_on": "2026-01-01"}
        made = await self.admin.post("/v1/units", json=body)
        assert made.status_code == 201, made.text
        return str(made.json()["unit_id"])

    async def join(self, login: str, unit: str, role: str | None = None) -> str:
        body = {
            "unit_id": unit,
            "login": login,
            "name": f"Name of {login}",
            "email": f"{login}@example.com",
            "effective_on": "2026-01-01",
            "password": PASSWORD,
            "must_change_password": False,
        }
        made = await self.admin.post("/v1/staff", json=body)
        assert made.status_code == 201, made.text
        staff_id = str(made.json()["staff_id"])
        if role:
            granted = await self.admin.post(f"/v1/staff/{staff_id}/roles", json={"role": role, "unit_id": unit})
            assert granted.status_code == 201, granted.text
        return staff_id


@pytest.fixture
async def portal(serve: Serve) -> Portal:
    return await set_up(serve)


async def set_up(serve: Serve, **changes: Any) -> Portal:
    """A portal after its first start; `changes` are settings, as the addresses of other services."""
    clock = FixedClock(SystemClock().now())
    serving = await serve(SERVICE, clock=clock, own_keys=issuer_of, **changes)
    http = serving.client()
    body = {
        "bootstrap": bootstrap_secret(SECRET),
        "organisation": "Great Wall Trading",
        "administrator": {"login": "root", "name": "Root", "password": PASSWORD},
    }
    made = await http.post("/v1/setup", json=body)
    assert made.status_code == 201, made.text
    ready = Portal(serving, made.json()["unit_id"], made.json()["staff_id"], clock, http, http)
    ready.admin = await ready.speak_for("root")
    return ready
