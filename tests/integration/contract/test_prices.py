"""Prices for a key account in all its countries: explained, told, and used by the orders under its master contract."""

import asyncio
from typing import Any

import pytest

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import problem
from tests.integration.contract.test_masters import bound, drafted, money

RATES = (("EUR", "CNY", "7.8", "2020-01-01"), ("USD", "CNY", "7.1", "2020-01-01"), ("EUR", "USD", "1.1", "2020-01-01"))
TERMS: dict[str, Any] = {
    "mode": "local",
    "lead": "DE",
    "share": "0.1",
    "countries": [
        {"country": "DE", "currency": "EUR"},
        {"country": "CN", "currency": "CNY"},
        {"country": "US", "currency": "USD"},
        {"country": "FR", "currency": "EUR"},
    ],
    "exchange": {"rate_source": "ECB", "fixing_on": "2020-01-01", "band": "0.03", "sharing": "0.5"},
    "effective_on": "2020-01-02",
}


async def fixed(company: Company, currency: str, against: str, rate: str, on: str, source: str = "ECB") -> None:
    body = {"currency": currency, "against": against, "rate": rate, "source": source, "effective_on": on}
    await ok(company.admin.post("/v1/exchange-rates", json=body))


@pytest.fixture
async def master(company: Company) -> str:
    """The address of a master contract with a cap of 100,000 CNY, and rates that prices and caps are counted at."""
    for one in RATES:
        await fixed(company, *one)
    body = {
        "type_id": await company.kind("sales", code="framework", amount_kind="none"),
        "clauses": [{"clause": "1", "title": "Price", "text": "Prices are those of the price list."}],
        "title": "All fans",
        "counterparty_id": new_id(),
        "master": {"cap": money("100000.00", "CNY")},
    }
    return await bound(company, await ok(company.drafter.post("/v1/contracts", json=body)))


def wish(**said: Any) -> dict[str, Any]:
    return {"lines": [{"product": "FAN-1", "description": "Fan", "quantity": "2", "tax_rate": "0.13", **said}]}


def said(country: str, price: str) -> dict[str, str]:
    return {"product_code": "FAN-1", "country": country, "price": price}


async def sub(company: Company, master: str, currency: str, **more: Any) -> str:
    kind = await company.kind("sales", amount_kind="unit_price")
    return await bound(company, await drafted(company, master, currency, type_id=kind, **more))


async def told(company: Company, master: str, country: str) -> list[tuple[str, str]]:
    listed = await ok(company.drafter.get(f"{master}/key-prices?product_code=FAN-1&country={country}"))
    return [(one["price"], one["effective_on"]) for one in reversed(listed["items"])]


async def test_prices_are_laid_down_told_to_managers_and_explained(company: Company, master: str):
    clerk, manager = company.drafter, new_id()
    await company.serving.grant(manager, ["contract.*.read"], company.city)
    member = {"staff_id": manager, "region": "Asia", "function": "manager", "countries": ["CN"]}
    await ok(clerk.post(f"{master}/account-team", json=member))
    nobody = await clerk.post(f"{master}/account-team", json={**member, "staff_id": new_id()})
    assert (nobody.status_code, nobody.json()["errors"][0]["pointer"]) == (422, "/staff_id")
    other = {**TERMS, "exchange": {**TERMS["exchange"], "rate_source": "PBOC"}}
    unknown = await clerk.post(f"{master}/price-terms", json=other)
    assert (unknown.status_code, problem(unknown), unknown.json()["source"]) == (409, "no-rate", "PBOC")
    await ok(clerk.post(f"{master}/price-terms", json=TERMS))
    laid = {"prices": [said("DE", "100.00"), said("CN", "760.00")], "effective_on": "2020-01-03"}
    far = await clerk.post(
        f"{master}/key-prices", json={**laid, "prices": [said("DE", "100.00"), said("CN", "858.01")]}
    )
    refused = far.json()
    assert (far.status_code, problem(far), refused["errors"][0]["pointer"]) == (
        409,
        "local-price-too-far",
        "/prices/1/price",
    )
    assert (refused["reference"], refused["share"], refused["given"]) == ("780.00", "0.1", "858.01")
    await ok(clerk.post(f"{master}/key-prices", json=laid))
    listed = await ok(clerk.get(f"{master}/key-prices?country=CN"))
    assert [(one["price"], one["before"], one["recipients"]) for one in listed["items"]] == [
        ("760.00", None, [manager])
    ]
    await fixed(company, "EUR", "CNY", "8.19", "2020-02-01")
    shown = await ok(clerk.get(f"{master}/key-price?product_code=FAN-1&country=CN&on=2020-02-01"))
    assert (shown["price"], [one["step"] for one in shown["steps"]]) == (
        "767.60",
        ["reference", "mode", "rate_then", "start", "rate_now", "band", "share", "rounding", "result"],
    )
    before = await ok(clerk.get(f"{master}/key-price?product_code=FAN-1&country=CN&on=2020-01-31"))
    assert before["price"] == "760.00"
    missing = await clerk.get(f"{master}/key-price?product_code=FAN-1&country=US")
    assert (missing.status_code, problem(missing)) == (409, "not-priced")
    assert (await ok(clerk.get(f"{master}/account-team")))["items"][0]["staff_id"] == manager
    gone = {"staff_id": manager, "region": "Asia", "function": "manager"}
    await ok(clerk.post(f"{master}/account-team/leaving", json=gone))
    assert (await ok(clerk.get(f"{master}/account-team")))["items"] == []


async def test_orders_take_the_price_of_their_day_or_say_why_not(company: Company, master: str):
    clerk = company.drafter
    await ok(clerk.post(f"{master}/price-terms", json={**TERMS, "mode": "global", "share": None}))
    await ok(clerk.post(f"{master}/key-prices", json={"prices": [said("DE", "100.00")], "effective_on": "2020-01-03"}))
    china = await sub(company, master, "CNY")
    placed = await ok(clerk.post(f"{china}/orders", json=wish()))
    [line] = (await ok(clerk.get(f"/v1/orders/{placed['order_id']}")))["lines"]
    assert (line["unit_price"], line["amount"], line["priced_by"]) == ("881.4000", money("1762.80", "CNY"), "agreed")
    assert (line["agreed"]["net"], line["agreed"]["country"], line["agreed"]["terms_version"]) == ("780.00", "CN", 1)
    cheaper = await clerk.post(f"{china}/orders", json=wish(unit_price="800.00"))
    assert (cheaper.status_code, problem(cheaper), cheaper.json()["errors"][0]["pointer"]) == (
        409,
        "price-not-agreed",
        "/lines/0/unit_price",
    )
    await ok(clerk.post(f"{china}/orders", json=wish(unit_price="800.00", departure="promotion")))
    other = await ok(clerk.post(f"{china}/orders", json=wish(product="LAMP", unit_price="5.00")))
    [line] = (await ok(clerk.get(f"/v1/orders/{other['order_id']}")))["lines"]
    assert (line["priced_by"], line["agreed"]) == ("not_priced", None)

    # Two countries pay in euro: a contract says for which it is.
    unclear = await clerk.post(f"{await sub(company, master, 'EUR')}/orders", json=wish())
    assert (unclear.status_code, problem(unclear)) == (409, "country-unclear")
    france = await sub(company, master, "EUR", country="FR")
    bought = await ok(clerk.post(f"{france}/orders", json=wish()))
    [line] = (await ok(clerk.get(f"/v1/orders/{bought['order_id']}")))["lines"]
    assert (line["agreed"]["net"], line["agreed"]["country"]) == ("100.00", "FR")

    await fixed(company, "EUR", "CNY", "8.19", "2020-02-01")
    await company.serving.running.store.database.pool("system").execute(
        "UPDATE deadlines SET due_at = clock_timestamp() WHERE kind = 'price.review'"
    )
    while len(await told(company, master, "CN")) < 2:
        await asyncio.sleep(0.05)
    assert (await told(company, master, "CN"))[1][0] == "787.80"
    later = await ok(clerk.post(f"{china}/orders", json=wish()))
    [line] = (await ok(clerk.get(f"/v1/orders/{later['order_id']}")))["lines"]
    assert line["agreed"]["net"] == "787.80"
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def test_service_is_promised_by_region_and_measured_by_month(company: Company, master: str):
    clerk = company.drafter
    level = {"region": "EMEA", "measure": "on_time", "sense": "at_least", "scale": "percent", "target": "95"}
    await ok(clerk.post(f"{master}/service-levels", json={**level, "effective_on": "2020-01-01"}))
    result = {"region": "EMEA", "measure": "on_time", "period": "2020-02", "value": "94.9", "cases": 40}
    for value in ("94.9", "95"):
        await ok(clerk.post(f"{master}/service-results", json={**result, "value": value}))
    missing = await clerk.post(f"{master}/service-results", json={**result, "region": "APAC"})
    assert (missing.status_code, problem(missing), missing.json()["errors"][0]["pointer"]) == (
        409,
        "no-service-level",
        "/measure",
    )
    [found] = (await ok(clerk.get(f"{master}/service-results?region=EMEA")))["items"]
    assert (found["value"], found["target"], found["met"], found["period"]) == ("95", "95", True, "2020-02")
    assert len((await ok(clerk.get(f"{master}/service-levels")))["items"]) == 1
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []
