"""Files over HTTP: known by their content, sealed, gone when nothing takes them up."""

import asyncio
import hashlib

import pytest

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.unit.services.contract.paper.papers import paper

PDF = b"%PDF-1.7\n" + b"x" * 3_000_000


async def test_a_file_comes_back_as_it_was_sent_and_only_when_it_changed(company: Company):
    sent = await ok(company.drafter.post("/v1/files?name=附件.pdf", content=PDF))
    assert (sent["kind"], sent["size"], sent["hash"]) == ("pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    address = f"/v1/files/{sent['file_id']}"
    assert (await ok(company.drafter.get(address)))["name"] == "附件.pdf"
    got = await company.drafter.get(f"{address}/content")
    assert (got.content, got.headers["content-type"], got.headers["etag"]) == (
        PDF,
        "application/pdf",
        f'"{sent["hash"]}"',
    )
    assert got.headers["content-disposition"].startswith("attachment")
    again = await company.drafter.get(f"{address}/content", headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_bytes_lie_sealed_and_neither_they_nor_the_name_in_an_event(company: Company):
    data = "机密附件".encode() * 100
    await ok(company.drafter.post("/v1/files?name=secret.txt", content=data))
    pool = company.serving.running.store.database.pool("system")
    sealed = b"".join([bytes(row["sealed"]) for row in await pool.fetch("SELECT sealed FROM file_chunks")])
    said = bytes(await pool.fetchval("SELECT data FROM events WHERE type = 'file.stored.v1'"))
    assert not any("机密".encode() in each or b"secret" in each for each in (sealed, said))


async def test_a_repeat_is_the_same_file_and_another_body_under_its_key_is_refused(company: Company):
    key = {"Idempotency-Key": "file-1"}
    first = await ok(company.drafter.post("/v1/files", content=PDF, headers=key))
    assert await ok(company.drafter.post("/v1/files", content=PDF, headers=key)) == first
    assert (await company.drafter.post("/v1/files", content=b"%PDF-x", headers=key)).status_code == 422


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 422), (b"MZ\x00program", 415), (b"PK\x03\x04zzz", 415), (b"%PDF-" + b"x" * (21 * 2**20), 413)],
)
async def test_what_is_no_document_is_refused_and_nothing_is_kept(company: Company, data: bytes, status: int):
    answer = await company.drafter.post("/v1/files", content=data)
    assert answer.status_code == status, answer.text
    pool = company.serving.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM files") + await pool.fetchval("SELECT count(*) FROM events") == 0


async def test_another_unit_neither_sees_nor_attaches_a_file(company: Company):
    sent = await ok(company.drafter.post("/v1/files", content=PDF))
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.*"], elsewhere)
    for address in (f"/v1/files/{sent['file_id']}", f"/v1/files/{sent['file_id']}/content"):
        assert (await stranger.get(address)).status_code == 404
    assert (await ok(stranger.get("/v1/files")))["items"] == []


async def test_what_nothing_took_up_in_a_day_is_gone_with_its_key(company: Company):
    sent = await ok(company.drafter.post("/v1/files", content=paper("x")))
    store = company.serving.running.store
    async with store.begin() as work:
        await work.conn.execute("UPDATE deadlines SET due_at = due_at - interval '25 hours'")
    async with asyncio.timeout(10):
        while (await company.drafter.get(f"/v1/files/{sent['file_id']}")).status_code != 404:
            await asyncio.sleep(0.1)
    pool = store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM file_chunks") == 0
    assert await pool.fetchval("SELECT count(*) FROM person_keys") == 0
