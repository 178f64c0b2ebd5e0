"""The administrator at the pages of contracts, over the real contract service."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from services.contract.app import SERVICE as CONTRACT
from services.portal.pages.deeds.table import DEEDS
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, company_of, ok

from .conftest import Portal, set_up
from .visiting import PATIENT, Browser, browse

VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Desk:
    """The administrator at the page of a contract."""

    browser: Browser
    portal: Portal
    company: Company
    address: str = ""

    @property
    def contract_id(self) -> str:
        return self.address.rpartition("/")[2]

    async def looks(self, deed: str, of: str = "") -> str:
        """The dialog of a deed."""
        answer = await self.browser.http.get(self._at(deed, of), headers={"hx-request": "true"})
        assert answer.status_code == 200, answer.text[:500]
        return answer.text

    async def does(self, deed: str, of: str = "", *, status: int = 200, key: str = "", **fields: str) -> str:
        """Fills the dialog and sends it; hyphens in names of fields are written `__`."""
        found = VERSION.search(await self.looks(deed, of))
        assert found, f"{deed} can't be done"
        told = {name.replace("__", "-"): value for name, value in fields.items()}
        body = {"key": key or new_id(), "version": found[1], **told}
        headers = {"x-form-token": self.browser.token, "hx-request": "true"}
        answer = await self.browser.http.post(self._at(deed, of), data=body, headers=headers)
        assert answer.status_code == status, (
            deed,
            answer.status_code,
            re.sub(r"\s*<[^>]*>\s*", " ", answer.text)[:700],
        )
        if status == 200:
            assert answer.headers["HX-Trigger"] == "performance-changed"
            assert DEEDS[deed].done in answer.text
        return answer.text

    async def asks(self, path: str, **params: str) -> Any:
        return await ok(self.company.admin.get(path, params=params))

    async def its(self, what: str, name: str) -> list[str]:
        """The ids of documents of the contract, the oldest first."""
        found = await self.asks(f"/v1/{what}", contract_id=self.contract_id)
        return [one[name] for one in reversed(found["items"])]

    def _at(self, deed: str, of: str) -> str:
        return f"/contracts/{self.contract_id}/deeds/{deed}" + (f"?of={of}" if of else "")


@contextlib.asynccontextmanager
async def desk_of(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A contract service with its people, and a portal whose administrator may do everything there."""
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    contract = await serve(CONTRACT, topic_prefix=f"desk-{new_id()}-", own_keys=issuer_of)
    company = await company_of(contract)
    async with behind_a_socket(contract.app) as address:
        portal = await set_up(serve, contract_url=address)
        await contract.grant(portal.staff_id, ["*"], company.headquarters)
        yield Desk(await browse(portal), portal, company)
