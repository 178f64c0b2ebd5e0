"""Contracts out as releases of the open contracting standard, and in again; registers of contracts imported."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line
from tests.integration.contract.test_imports import DOMINICAN, MEXICAN, run

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
"""Samples that lie beside a checkout, where there are any."""
SCHEMA = sorted(DATA.glob("ocds-schema/release-schema.json"))
REGISTERS = [file.read_bytes() for file in sorted(DATA.glob("prishtina-contracts/2015.csv"))]
CONTENTS = [file.read_bytes() for file in (*DOMINICAN, *MEXICAN)]


async def released(company: Company, **asked: str) -> list[dict[str, Any]]:
    """All releases, page by page."""
    found: list[dict[str, Any]] = []
    address: str = "/v1/ocds-releases"
    params: dict[str, str] | None = {"limit": "200", **asked}
    while True:
        answer = await company.admin.get(address, params=params)
        assert answer.status_code == 200, answer.text
        found += answer.json()["releases"]
        if "next" not in answer.links:
            return found
        address, params = answer.links["next"]["url"], None


def faults(releases: list[dict[str, Any]]) -> Iterator[str]:
    """What the standard's own schema has against them."""
    for schema in SCHEMA:
        validator = Draft4Validator(json.loads(schema.read_text()))
        for one in releases:
            yield from (f"{one['ocid']}: {list(error.path)}: {error.message}" for error in validator.iter_errors(one))


def body(releases: list[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(one) for one in releases).encode()


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: str(len(content)))
async def test_a_public_file_goes_in_and_out_and_in_again_unchanged(company: Company, content: bytes):
    first = await run(company, "ocds", content)
    releases = await released(company, source="shop")
    assert len(releases) == first["imported"]
    assert list(faults(releases)) == []
    again = await run(company, "ocds", body(releases))
    assert (again["imported"], again["unchanged"], again["rejected"]) == (0, first["imported"], 0)
    copied = await run(company, "ocds", body(releases), source="copy")
    assert (copied["imported"], copied["amounts"]) == (first["imported"], first["amounts"])


async def test_contracts_of_our_own_are_released_with_payments_and_plan(company: Company):
    address = await agreed(company, [line("5", "all", "100.00")])
    invoice = await billed(company, address, "40.00", ("5", "all"))
    payment = {"clause": "5", "phase": "all", "amount": cny("40.00"), "invoice_id": invoice}
    await ok(company.drafter.post(f"{address}/payments", json=payment))
    await agreed(company, [line("3", "all", "7.00", "counterparty")], "sales")
    releases = await released(company, prefix="ocds-abc123")
    assert list(faults(releases)) == []
    bought, sold = sorted(releases, key=lambda one: -one["contracts"][0]["value"]["amount"])
    assert bought["ocid"] == f"ocds-abc123-{address.split('/')[-1]}"
    assert bought["buyer"]["id"] == sold["awards"][0]["suppliers"][0]["id"] == company.city
    assert [one["ocid"] for one in await released(company, contract_id=address.split("/")[-1])] == [
        f"ocds-000000-{address.split('/')[-1]}"
    ]
    (paid,) = bought["contracts"][0]["implementation"]["transactions"]
    assert paid["value"] == {"amount": 40, "currency": "CNY"}
    stranger = await company.serving.caller(
        new_id(), ["contract.contract.read"], await company.serving.unit(new_id(), company.headquarters)
    )
    assert (await ok(stranger.get("/v1/ocds-releases")))["releases"] == []
    assert (await stranger.get("/v1/ocds-releases", params={"prefix": "x; --"})).status_code == 422


@pytest.mark.parametrize("content", REGISTERS, ids=lambda content: str(len(content)))
async def test_a_register_is_tried_imported_reconciled_and_imported_again_unchanged(company: Company, content: bytes):
    asked = {"kind": "register", "source": "city", "currency": "EUR", "unit_id": company.city, "hold": "true"}
    held = await ok(company.admin.post("/v1/imports", params=asked, content=content))
    tried = await ok(company.admin.get(f"/v1/imports/{held['import_id']}"))
    done = await run(company, "register", content, source="city", currency="EUR")
    assert done["imported"] + done["rejected"] == done["rows"]
    assert done["amounts"][0]["amount"] == tried["figures"]["amount_by_currency"]["EUR"]
    figures = await ok(company.admin.get("/v1/contract-figures"))
    assert [(one["number"], one["amount"]) for one in figures["items"]] == [(done["imported"], done["amounts"][0])]
    again = await run(company, "register", content, source="city", currency="EUR")
    assert (again["imported"], again["unchanged"]) == (0, done["imported"])
    found = await company.admin.get("/v1/contract-search", params={"q": "rruges", "imported": "true"})
    assert len(found.json()["items"]) > 2


async def test_hostile_files_are_refused_and_nothing_is_stored(company: Company):
    asked = {"kind": "register", "source": "city", "currency": "EUR"}
    for content in (b"", b"\x00\x01", b"PK\x03\x04broken", b"a,b\n1,2\n", "number,amount\n1,2\n".encode("utf-16")):
        answer = await company.admin.post("/v1/imports", params=asked, content=content)
        assert 400 <= answer.status_code < 500, (content, answer.text)
    assert (await ok(company.admin.get("/v1/imports")))["items"] == []
    assert (
        await company.admin.post("/v1/imports", params={**asked, "currency": "XXX"}, content=b"a")
    ).status_code == 422
