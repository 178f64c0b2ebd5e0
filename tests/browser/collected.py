"""What another system sent: orders that wait for their contract, with what came after, and a bad record."""

import json
from typing import TYPE_CHECKING, Any

from services.story.purchase import money

from .owed import bound

if TYPE_CHECKING:
    from .installation import Installation

LINES = [
    {"line": 10, "product": "FAN-100", "description": "离心风机", "quantity": "4", "unit_price": "2500.00"},
    {"line": 20, "description": "安装调试", "quantity": "1", "unit_price": "1500.50"},
]


async def collected(installation: "Installation") -> dict[str, str]:
    """By the names that addresses use."""
    story = installation.story
    administrator, client = story.by("administrator"), story.made["client"]
    await under_frame(installation)
    body = {
        "source": "sap-nj",
        "unit_id": story.units["nanjing"],
        "party_names": [{"code": "100377", "customer_id": client}],
        "currencies": [{"code": "RMB", "currency": "CNY"}],
    }
    kept = await administrator.post("contract", "/v1/collectors", body)
    sent = await administrator.upload(
        "contract",
        f"/v1/collectors/{kept['collector_id']}/batches",
        "\n".join(json.dumps(row) for row in rows(f"{story.today}")).encode(),
        "application/x-ndjson",
    )
    return {
        "collector_id": kept["collector_id"],
        "batch_id": sent["batch_id"],
        "collected_id": sent["records"][0]["collected_id"],
    }


def rows(day: str) -> list[dict[str, Any]]:
    """Orders without a contract: the first one was delivered and invoiced, of the last one nobody knows the party."""
    order = {"kind": "order", "date": day, "direction": "sales", "party": "100377", "currency": "RMB", "lines": LINES}
    return [
        {**order, "source_id": "4500017803"},
        {"kind": "delivery", "source_id": "8000451", "date": day, "order": "4500017803",
         "lines": [{"line": 10, "quantity": "4"}]},
        {"kind": "invoice", "source_id": "9000031", "date": day, "order": "4500017803", "number": "24322000000123",
         "net": "8849.56", "tax": "1150.44", "gross": "10000.00"},
        {"kind": "receipt", "source_id": "1400091", "date": day, "invoice": "9000031", "amount": "5000.00"},
        {**order, "source_id": "4500017804", "lines": LINES[:1]},
        {**order, "source_id": "4500017805", "party": "100999"},
    ]  # fmt: skip


async def under_frame(installation: "Installation") -> str:
    """A sales contract of fans with two clauses, that the orders may belong to."""
    story = installation.story
    due = f"{story.today.replace(year=story.today.year + 1)}"
    plan = [
        {"clause": clause, "phase": phase, "debtor": "counterparty", "amount": money(amount), "due_on": due}
        for clause, phase, amount in (("4", "delivery", "90000.00"), ("6", "acceptance", "10000.00"))
    ]
    body = {
        "type_id": story.made["type sales"],
        "title": "风机年度供货",
        "text": "第一条 标的：离心风机，按订单供货。\n",
        "counterparty_id": story.made["client"],
        "amount": money("100000.00"),
        "plan": plan,
        "term_from": f"{story.today}",
        "term_to": due,
    }
    return str(await bound(installation, "salesperson", body))
