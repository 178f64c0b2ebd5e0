from typing import Any

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.signing import approved

SCAN = b"\x89PNG\r\n\x1a\n" + b"scan"


async def test_a_contract_signed_on_paper_counts_once_somebody_else_checked_the_scan(company: Company):
    address = await approved(company)
    text_hash = (await ok(company.drafter.get(address)))["text_hash"]
    file = await ok(company.drafter.post("/v1/files?name=scan.png", content=SCAN))
    staff = new_id()
    await company.serving.caller(staff, ["contract.*.read"], company.city)
    signatures = [{"side": side, "signatory_id": staff} for side in ("us", "counterparty")]
    body: dict[str, Any] = {
        "file_id": file["file_id"],
        "text_hash": text_hash,
        "signatures": signatures,
        "signed_on": "2026-01-05",
    }
    for wrong, pointer in (
        ({"file_id": new_id()}, "/file_id"),
        ({"signatures": signatures[::-1]}, "/signatures"),
        ({"signed_on": "2199-01-01"}, "/signed_on"),
        ({"signatures": [{"side": "us", "signatory_id": new_id()}, signatures[1]]}, "/signatures/0/signatory_id"),
    ):
        refused = await company.drafter.post(f"{address}/scans", json={**body, **wrong})
        assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]
    scan = await ok(company.drafter.post(f"{address}/scans", json=body))
    check = f"/v1/scans/{scan['scan_id']}/check"
    own = await company.drafter.post(check, json={"verdict": "confirmed", "text_hash": text_hash})
    assert (own.status_code, own.json()["type"].split(":")[-1]) == (403, "same-person")
    other = await company.admin.post(check, json={"verdict": "confirmed", "text_hash": "0" * 64})
    assert [one["pointer"] for one in other.json()["errors"]] == ["/text_hash"]
    assert (await ok(company.drafter.get(address)))["state"] == "approved"

    assert len((await ok(company.admin.get("/v1/scans?waiting=true")))["items"]) == 1
    await ok(company.admin.post(check, json={"verdict": "confirmed", "text_hash": text_hash}))
    contract = await ok(company.drafter.get(address))
    assert (contract["state"], contract["signed_by"]) == ("effective", ["us", "counterparty"])
    assert contract["signed_on"] == "2026-01-05"
    again = await company.admin.post(check, json={"verdict": "confirmed", "text_hash": text_hash})
    assert again.status_code == 409
    assert (await ok(company.admin.get("/v1/scans?waiting=true")))["items"] == []
    shown = await ok(company.drafter.get(f"/v1/scans/{scan['scan_id']}"))
    assert shown["registered_by"] != shown["checked_by"]


async def test_a_refused_scan_leaves_the_contract_approved(company: Company):
    address = await approved(company)
    text_hash = (await ok(company.drafter.get(address)))["text_hash"]
    file = await ok(company.drafter.post("/v1/files?name=scan.png", content=SCAN))
    staff = new_id()
    await company.serving.caller(staff, ["contract.*.read"], company.city)
    signatures = [{"side": side, "signatory_id": staff} for side in ("us", "counterparty")]
    body = {"file_id": file["file_id"], "text_hash": text_hash, "signatures": signatures, "signed_on": "2026-01-05"}
    scan = await ok(company.drafter.post(f"{address}/scans", json=body))
    check = f"/v1/scans/{scan['scan_id']}/check"
    silent = await company.admin.post(check, json={"verdict": "refused", "text_hash": text_hash})
    assert [one["pointer"] for one in silent.json()["errors"]] == ["/reason"]
    no = {"verdict": "refused", "text_hash": text_hash, "reason": "page 2 is missing"}
    assert (await ok(company.admin.post(check, json=no)))["verdict"] == "refused"
    assert (await ok(company.drafter.get(address)))["state"] == "approved"
