"""Amendments drafted, approved and signed, in one call each."""

from typing import Any

from tests.integration.contract.conftest import Company, ok


async def amendment(company: Company, address: str, **said: Any) -> dict[str, Any]:
    """A draft of an amendment of the contract at the address."""
    return await ok(company.drafter.post(f"{address}/amendments", json=said))


async def approved(company: Company, drafted: dict[str, Any]) -> dict[str, Any]:
    """The same after its review."""
    address = f"/v1/contracts/{drafted['amendment_id']}"
    headers = {"If-Match": f'"{drafted["version"]}"'}
    submitted = await ok(company.drafter.post(f"{address}/submission", headers=headers))
    for person in (company.chief, company.lawyer):
        await ok(person.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json={"decision": "approve"}))
    return submitted


async def agreed(company: Company, address: str, **said: Any) -> dict[str, Any]:
    """An amendment that both sides have signed."""
    drafted = await amendment(company, address, **said)
    submitted = await approved(company, drafted)
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": submitted["text_hash"]}
        await ok(company.drafter.post(f"/v1/contracts/{drafted['amendment_id']}/signatures", json=signature))
    return drafted


async def standing(company: Company, address: str, **asked: str) -> dict[str, Any]:
    """The contract on a day, by what was known at a moment."""
    return await ok(company.drafter.get(f"{address}/standing", params=asked))
