"""A browser without a screen: pages and forms over HTTP, and other services that a portal reaches by their address."""

import re
from dataclasses import dataclass

import httpx

from services.portal.pages.frame.words import translations
from shared.testing.serving import Serving
from shared.values.ids import new_id

from .conftest import PASSWORD, Portal

PATIENT = 30.0
"""Seconds that a part of a page may take here: that two are the bound is tested elsewhere."""

FORM_TOKEN = re.compile(r'<meta name="form-token" content="([0-9a-f]{64})">')


@dataclass
class Browser:
    """Somebody signed in, who reads English unless told otherwise."""

    http: httpx.AsyncClient
    token: str = ""

    async def read(self, address: str, **params: str) -> str:
        answer = await self.http.get(address, params=params or None)
        assert answer.status_code == 200, (address, answer.status_code, answer.text[:500])
        return answer.text

    async def send(self, address: str, /, *, status: int = 200, key: str = "", **fields: str | list[str]) -> str:
        """Sends a form as htmx does."""
        fields["key"] = key or new_id()
        answer = await self.http.post(address, data=fields, headers={"x-form-token": self.token})
        assert answer.status_code == status, (address, answer.status_code, answer.text[:500])
        return answer.text


async def browse(portal: Portal, login: str = "root", language: str = "en") -> Browser:
    http = portal.serving.client({"accept": "text/html"})
    answer = await http.post("/sign-in", data={"login": login, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    http.cookies.set("pactline_language", language)
    found = FORM_TOKEN.search((await http.get("/")).text)
    assert found
    return Browser(http, found[1])


async def let_in(service: Serving, portal: Portal, permissions: list[str] | None = None) -> None:
    """What the portal's events would tell the service: the organisation, and what its administrator may do."""
    await service.unit(portal.unit_id, None, "headquarters")
    await service.grant(portal.staff_id, permissions or ["*"], portal.unit_id)


def chinese(message: str) -> str:
    return translations("zh-CN").gettext(message)
