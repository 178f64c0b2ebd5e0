"""What tests of signing share: an approved contract, the people who sign it, and a second reader of the file."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_sales_story import cny


@dataclass
class Signing:
    """A contract that is out for signatures; `boss` signs for us."""

    company: Company
    contract: str
    address: str
    boss: httpx.AsyncClient
    boss_id: str

    async def shown(self) -> dict[str, Any]:
        return await ok(self.company.drafter.get(self.address))

    async def document(self) -> bytes:
        return (await self.company.drafter.get(f"{self.address}/document")).content

    async def invite(self, place: int) -> str:
        """The token of the signatory at that place."""
        seat = next(one for one in (await self.shown())["signatories"] if one["place"] == place)
        body = {"signatory_id": seat["signatory_id"]}
        return str((await ok(self.company.drafter.post(f"{self.address}/invitations", json=body)))["token"])

    async def sign_for_us(self) -> dict[str, Any]:
        opened = await ok(self.boss.post(f"{self.address}/opening"))
        return await ok(self.boss.post(f"{self.address}/signatures", json={"pdf_hash": opened["pdf_hash"]}))

    async def sign_outside(self, token: str) -> httpx.Response:
        pdf_hash = (await self.shown())["pdf_hash"]
        stranger = self.company.serving.client()
        return await stranger.post("/v1/invitation/signature", json={"token": token, "pdf_hash": pdf_hash})


async def approved(
    company: Company, title: str = "风机采购合同", by: httpx.AsyncClient | None = None, **changes: Any
) -> str:
    """The address of a sales contract over 100.00 that is approved, for its unit by the chief or whoever is named."""
    type_id = await company.kind("sales")
    plan = [{"clause": "3", "phase": "all", "debtor": "counterparty", "due_on": "2027-01-01", "amount": cny("100.00")}]
    body = {
        "type_id": type_id,
        "text": "甲方向乙方出售十台风机。\nWe sell ten fans.",
        "title": title,
        "counterparty_id": new_id(),
        "amount": cny("100.00"),
        "plan": plan,
        **changes,
    }
    drafted = await ok(company.drafter.post("/v1/contracts", json=body))
    address = f"/v1/contracts/{drafted['contract_id']}"
    submitted = await ok(company.drafter.post(f"{address}/submission", headers={"If-Match": '"1"'}))
    for person in (by or company.chief, company.lawyer):
        await ok(person.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json={"decision": "approve"}))
    return address


OUTSIDE = {"kind": "outside", "name": "李娜", "email": "li@example.com", "role": "legal_representative"}


async def boss_of(company: Company, ceiling: str | None = "1000.00", **letter: Any) -> tuple[str, httpx.AsyncClient]:
    """Somebody of headquarters with a letter of authority."""
    subject = new_id()
    boss = await company.serving.caller(subject, ["contract.approval.*", "contract.*.read"], company.headquarters)
    body = {
        "person_id": subject,
        "unit_id": company.headquarters,
        "valid_from": "2020-01-01",
        "valid_to": "2099-12-31",
        **({"ceiling": cny(ceiling)} if ceiling else {}),
        **letter,
    }
    await ok(company.admin.post("/v1/authorities", json=body))
    return subject, boss


async def sent_out(company: Company, *counterparty: dict[str, Any], need: int | None = None, **letter: Any) -> Signing:
    """An approved contract out for the signature of one of us, who approved it too, and of those people."""
    subject, boss = await boss_of(company, **letter)
    address = await approved(company, by=boss)
    us = {"side": "us", "signatories": [{"kind": "staff", "person_id": subject, "name": "张伟"}]}
    them = {"side": "counterparty", "signatories": list(counterparty or (OUTSIDE,)), **({"need": need} if need else {})}
    made = await ok(company.drafter.post(f"{address}/signings", json={"groups": [us, them]}))
    return Signing(company, address, f"/v1/signings/{made['signing_id']}", boss, subject)


def pdfsig(pdf: bytes, roots: list[bytes], folder: Path) -> list[dict[str, str]]:
    """What poppler says of each signature, trusting these roots (DER)."""
    programs = {name: shutil.which(name) for name in ("pdfsig", "certutil")}
    assert all(programs.values()), "python .ci/programs.py signatures installs what is missing here"
    store = folder / "nss"
    store.mkdir(parents=True)
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    certutil, reader = str(programs["certutil"]), str(programs["pdfsig"])
    subprocess.run([certutil, "-N", "-d", str(store), "--empty-password"], check=True)
    for number, root in enumerate(roots):
        (folder / "root.der").write_bytes(root)
        named = ["-n", f"root{number}", "-t", "CT,C,C", "-i", str(folder / "root.der")]
        subprocess.run([certutil, "-A", "-d", str(store), *named], check=True)
    said = subprocess.run([reader, "-nssdir", str(store), str(file)], check=False, capture_output=True, text=True)
    parts = said.stdout.split("Signature #")[1:]
    return [dict(line.strip(" -").split(": ", 1) for line in part.splitlines() if ": " in line) for part in parts]
