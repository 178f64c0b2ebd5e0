"""Contracts in effect with a plan of their own, and what is booked on them, in one call each."""

from typing import Any

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def line(clause: str, phase: str, amount: str, debtor: str = "us", **more: Any) -> dict[str, Any]:
    """A payment of the plan, due on a day far away."""
    place = {"clause": clause, "phase": phase, "debtor": debtor}
    return {**place, "due_on": "2099-01-01", "amount": cny(amount), **more}


async def agreed(
    company: Company,
    plan: list[dict[str, Any]],
    direction: str = "purchase",
    counterparty: str | None = None,
    **kind: Any,
) -> str:
    """The address of a contract in effect over what the plan comes to."""
    total = sum(int(one["amount"]["amount"].replace(".", "")) for one in plan)
    body: dict[str, Any] = {
        "type_id": await company.kind(direction, **kind),
        "text": "As agreed.",
        "title": "Fans",
        "counterparty_id": counterparty or new_id(),
        "currency": plan[0]["amount"]["currency"],
        "amount": {**plan[0]["amount"], "amount": f"{total // 100}.{total % 100:02d}"},
        "plan": plan,
    }
    drafted = await ok(company.drafter.post("/v1/contracts", json=body))
    address = f"/v1/contracts/{drafted['contract_id']}"
    submitted = await ok(company.drafter.post(f"{address}/submission", headers={"If-Match": '"1"'}))
    for person in (company.chief, company.lawyer):
        await ok(person.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json={"decision": "approve"}))
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": submitted["text_hash"]}
        await ok(company.drafter.post(f"{address}/signatures", json=signature))
    return address


async def billed(company: Company, address: str, gross: str, place: tuple[str, str], **more: Any) -> str:
    """An invoice without tax under a clause and phase."""
    body = {
        "number": new_id()[-12:],
        "clause": place[0],
        "phase": place[1],
        "net": cny(gross),
        "tax": cny("0.00"),
        "gross": cny(gross),
        **more,
    }
    return str((await ok(company.drafter.post(f"{address}/invoices", json=body)))["invoice_id"])


async def balances(company: Company, address: str) -> dict[str, str]:
    """What was booked of each kind on the whole contract."""
    ledger = await ok(company.drafter.get(f"{address}/ledger"))
    sums: dict[str, int] = {}
    for one in ledger["balances"]:
        cents = int(one["amount"]["amount"].replace(".", ""))
        sums[one["kind"]] = sums.get(one["kind"], 0) + cents
    return {kind: f"{cents // 100}.{cents % 100:02d}" for kind, cents in sums.items()}


def problem(answer: Any) -> str:
    """The last word of a refusal's type."""
    kind: str = answer.json()["type"]
    return kind.rpartition(":")[2]
