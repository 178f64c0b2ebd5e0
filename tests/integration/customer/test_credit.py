"""What customers may owe, the groups they belong to, and what a grade allows, by HTTP."""

from typing import Any

import httpx

from shared.eventstore.rebuild import rebuild
from shared.testing.serving import Serving

from .conftest import CABLES, made


def limit(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


async def done(client: httpx.AsyncClient, address: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(address, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_credit_groups_and_plans_are_laid_down_and_told_with_all_that_was_said(
    north: httpx.AsyncClient, south: httpx.AsyncClient, service: Serving
):
    head, member = await made(north, CABLES), await made(north, {**CABLES, "identifiers": []})
    address = f"/v1/customers/{head}"
    await done(north, f"{address}/credits", {"limit": limit("1000.00"), "term_days": 30, "effective_on": "2026-01-01"})
    await done(north, f"{address}/credits", {"limit": None, "effective_on": "2026-02-01"})
    shown = (await north.get(f"{address}/credits")).json()["items"]
    assert [(one["version"], one["limit"], one["term_days"]) for one in shown] == [
        (2, None, None),
        (1, limit("1000.00"), 30),
    ]
    early = {"limit": limit("1.00"), "effective_on": "2026-02-01", "until": "2026-01-01"}
    refused = await north.post(f"{address}/credits", json=early)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/until")

    await done(north, f"/v1/customers/{member}/group", {"head_id": head})
    assert (await north.get(f"{address}/group")).json() == {"customer_id": head, "head_id": None, "members": [member]}
    circle = await north.post(f"{address}/group", json={"head_id": member})
    assert (circle.status_code, circle.json()["type"]) == (409, "urn:pactline:problem:group-cycle")
    assert (await south.get(f"{address}/group")).status_code == 404
    assert (await south.post(f"{address}/credits", json={"limit": None})).status_code == 404

    plan = {"grade": "BB", "purchase_limit": limit("500.00"), "discount": "0.1", "effective_on": "2026-01-01"}
    assert await done(north, "/v1/service-plans", plan) == {"grade": "BB", "version": 1}
    [told] = (await north.get("/v1/service-plans")).json()["items"]
    assert (told["purchase_limit"], told["discount"], told["term_days"]) == (limit("500.00"), "0.1", None)
    assert [check for check in await rebuild(service.running.store) if not check.same] == []
