"""A file as a person has it: kept sealed for a day, matched, tried, imported, its refused rows given back."""

from datetime import timedelta

import httpx
import pytest

from services.customer.upload.handlers import EXPIRE, expire
from shared.eventstore.deadlines import Deadline
from shared.testing.serving import Serving
from shared.values.ids import new_id
from tests.integration.customer.test_imports import completed, events
from tests.unit.shared.sheets.workbooks import workbook

from .conftest import NORTH

FILE = "客户编号,客户名称,备注,电话\n1,长江电缆,=1+1,\n2,多瑙河,,13800138000\n3,,x,\n".encode()
MATCH = {"source": "erp", "columns": {"source_id": 0, "name": 1, "phone": 3}, "fixed": {"kind": "organisation"}}


async def kept(client: httpx.AsyncClient, data: bytes = FILE, **params: str) -> str:
    answer = await client.post("/v1/uploads", content=data, params={"name": "list.csv", **params})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["upload_id"])


async def sent(client: httpx.AsyncClient, upload_id: str, **changes: object) -> str:
    answer = await client.post(f"/v1/uploads/{upload_id}/imports", json={**MATCH, **changes})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["import_id"])


async def test_a_file_shows_what_is_in_it_and_what_its_columns_may_mean(north: httpx.AsyncClient):
    shown = (await north.get(f"/v1/uploads/{await kept(north)}")).json()
    assert shown["headings"] == ["客户编号", "客户名称", "备注", "电话"]
    assert (shown["form"], shown["rows"], shown["size"], shown["name"]) == ("csv", 3, len(FILE), "list.csv")
    assert shown["sample"][0] == ["1", "长江电缆", "=1+1", ""]
    assert shown["columns"] == {"source_id": 0, "name": 1, "contact_phone": 3}


async def test_a_dry_run_changes_nothing_and_the_import_after_it_does_what_was_said(north, service: Serving):
    upload_id = await kept(north)
    said = await completed(north, await sent(north, upload_id, dry_run=True))
    assert said == {"done": 3, "registered": 2, "changed": 0, "unchanged": 0, "refused": 1}
    assert (await north.get("/v1/customers")).json()["customers"] == []
    import_id = await sent(north, upload_id)
    assert await completed(north, import_id) == said
    refused = (await north.get(f"/v1/uploads/{upload_id}/refused")).json()
    assert [(one["row"], one["cells"]) for one in refused["refused"]] == [(3, ["3", "", "x", ""])]
    before = await events(service)
    again = await completed(north, await sent(north, await kept(north, FILE)))
    assert again == {"done": 3, "registered": 0, "changed": 0, "unchanged": 2, "refused": 1}
    assert await events(service) == before + 2
    listed = (await north.get("/v1/imports", params={"limit": 2})).json()["imports"]
    assert [(one["dry_run"], one["unchanged"]) for one in listed] == [(False, 2), (False, 0)]


async def test_a_workbook_goes_the_same_way(north: httpx.AsyncClient):
    upload_id = await kept(north, workbook(["id", "name"], [1, "Elbe"], [2, "Danube"]))
    columns = {"columns": {"source_id": 0, "name": 1}}
    assert (await completed(north, await sent(north, upload_id, **columns)))["registered"] == 2


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"columns": {"source_id": 0, "name": 4}}, "/columns/name"),
        ({"columns": {"source_id": 0, "nothing": 1}}, "/columns"),
        ({"columns": {"name": 1}}, "/columns"),
        ({"fixed": {}}, "/columns"),
        ({"fixed": {"kind": "organisation", "name": "x"}}, "/fixed"),
        ({"columns": {"source_id": -1}}, "/columns/source_id"),
    ],
)
async def test_a_match_that_means_nothing_is_refused(north, service, changes: dict[str, object], pointer: str):
    upload_id = await kept(north)
    before = await events(service)
    answer = await north.post(f"/v1/uploads/{upload_id}/imports", json={**MATCH, **changes})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert await events(service) == before


async def test_a_file_is_judged_by_its_content_and_a_key_keeps_one(north: httpx.AsyncClient):
    old = await north.post("/v1/uploads", content=b"\xd0\xcf\x11\xe0", params={"name": "a.csv"})
    assert (old.status_code, old.json()["type"]) == (415, "urn:pactline:problem:old-workbook")
    assert (await north.post("/v1/uploads", content=b"x")).status_code == 422
    assert (await north.post("/v1/uploads", content=b"x" * (20 * 2**20 + 1))).status_code == 413
    key = {"Idempotency-Key": new_id()}
    first = await north.post("/v1/uploads", content=FILE, headers=key)
    assert (await north.post("/v1/uploads", content=FILE, headers=key)).json() == first.json()
    assert (await north.post("/v1/uploads", content=FILE + b"4", headers=key)).status_code == 422


async def test_a_file_belongs_to_its_unit_and_lies_sealed(north, south, service: Serving):
    upload_id = await kept(north)
    for method, where in (("GET", ""), ("GET", "/refused"), ("POST", "/imports")):
        assert (await south.request(method, f"/v1/uploads/{upload_id}{where}", json=MATCH)).status_code == 404
    assert (await south.post("/v1/uploads", content=FILE, params={"unit_id": NORTH})).status_code == 403
    pool = service.running.store.database.pool("system")
    assert "长江".encode() not in await pool.fetchval("SELECT sealed FROM uploads")


async def test_a_day_later_the_file_is_gone_and_its_key_with_it(north, service: Serving):
    upload_id = await kept(north)
    store = service.running.store
    pool = store.database.pool("system")
    row = await pool.fetchrow("SELECT due_at FROM deadlines WHERE kind = $1 AND subject = $2", EXPIRE, upload_id)
    assert row["due_at"] - store.clock.now() > timedelta(hours=23)
    async with store.begin() as work:
        await expire(work, Deadline(EXPIRE, upload_id, row["due_at"], {}))
    assert (await north.get(f"/v1/uploads/{upload_id}")).status_code == 404
    assert await pool.fetchval("SELECT count(*) FROM person_keys WHERE stream_id = $1", f"upload-{upload_id}") == 0
