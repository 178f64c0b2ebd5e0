"""A contract's way by HTTP, a step a call: sent into review, agreed to, amended, ended."""

from datetime import datetime, timedelta
from typing import Any

from shared.values.clock import INSTALLATION_ZONE
from tests.integration.contract.conftest import Company, ok

TODAY = datetime.now(INSTALLATION_ZONE).date()


def ago(days: int) -> str:
    """A day so long before today."""
    return (TODAY - timedelta(days=days)).isoformat()


async def sent(company: Company, drafted: dict[str, Any]) -> dict[str, Any]:
    """A draft goes into review, on the version that was read."""
    address = f"/v1/contracts/{drafted.get('amendment_id') or drafted['contract_id']}"
    headers = {"If-Match": f'"{drafted["version"]}"'}
    return await ok(company.drafter.post(f"{address}/submission", headers=headers))


async def decided(company: Company, submitted: dict[str, Any], *verdicts: str) -> None:
    """The city's chief and then the lawyer of headquarters say yes or no to the text they read."""
    for person, verdict in zip((company.chief, company.lawyer), verdicts, strict=False):
        said = {"decision": verdict, "text_hash": submitted["text_hash"]}
        said |= {"comment": "Damages are too low."} if verdict == "reject" else {}
        await ok(person.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json=said))


async def signed(company: Company, submitted: dict[str, Any], on: str) -> None:
    """Both sides sign it on that day."""
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": submitted["text_hash"], "signed_on": on}
        await ok(company.drafter.post(f"/v1/contracts/{submitted['contract_id']}/signatures", json=signature))


async def amended(company: Company, address: str, on: str, **said: Any) -> dict[str, Any]:
    """An amendment that both sides signed on a day; gives its draft."""
    drafted = await ok(company.drafter.post(f"{address}/amendments", json=said))
    submitted = await sent(company, drafted)
    await decided(company, submitted, "approve", "approve")
    await signed(company, submitted, on)
    return drafted


async def moved(company: Company, address: str, step: str, **body: Any) -> str:
    """A step of the contract by somebody who read it; gives the state that it leads to."""
    version = (await ok(company.drafter.get(address)))["version"]
    told = await ok(company.drafter.post(f"{address}/{step}", json=body, headers={"If-Match": f'"{version}"'}))
    return str(told["state"])


async def rounds(company: Company, contract_id: str) -> list[tuple[int, str, list[str]]]:
    """The rounds of review of a contract, the first one first: number, outcome, what was said."""
    found = await ok(company.drafter.get("/v1/approvals", params={"subject": f"contract-{contract_id}"}))
    told = []
    for one in sorted(found["items"], key=lambda each: each["round"]):
        shown = await ok(company.drafter.get(f"/v1/approvals/{one['approval_id']}"))
        told.append((one["round"], one["state"], [said["verdict"] for said in shown["history"]]))
    return told
