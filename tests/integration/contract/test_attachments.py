"""Contracts found by what stands in files attached to them: by whoever may see files, until the contract is void."""

import asyncio
from typing import Any

from services.contract.attachment.background import AttachmentReader
from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import cny, line
from tests.unit.services.contract.attachment.test_words import locked, pdf
from tests.unit.services.contract.paper.papers import paper


async def drafted(company: Company, **files: bytes) -> str:
    attached = [await ok(company.drafter.post(f"/v1/files?name={name}", content=data)) for name, data in files.items()]
    body = {
        "type_id": await company.kind("sales"),
        "text": "Ten fans.",
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount": cny("7.00"),
        "plan": [line("3", "all", "7.00", "counterparty")],
        "attachments": [one["file_id"] for one in attached],
    }
    return str((await ok(company.drafter.post("/v1/contracts", json=body)))["contract_id"])


async def told(company: Company, contract_id: str) -> dict[str, tuple[str, str | None]]:
    """What came of looking for the words of each file, once all were looked into."""
    async with asyncio.timeout(30):
        while True:
            items = (await ok(company.drafter.get("/v1/files", params={"contract_id": contract_id})))["items"]
            if all(one["words"] != "waiting" for one in items):
                return {one["name"]: (one["words"], one["words_reason"]) for one in items}
            await asyncio.sleep(0.1)


async def found(caller: Any, q: str) -> dict[str, tuple[str, dict[str, str]]]:
    items = (await ok(caller.get("/v1/contract-search", params={"q": q})))["items"]
    return {
        one["contract_id"]: (one["place"], {each["name"]: each["around"] for each in one["attachments"]})
        for one in items
    }


async def test_words_of_attachments_are_found_by_who_sees_them_and_gone_with_the_contract(company: Company):
    store = company.serving.running.store
    contract = await drafted(
        company,
        terms=paper("质量保证期为二十四个月"),
        notes="Fans are tested for vibration; ﬁre class B.".encode(),
        secret=locked(pdf("Hidden"), "password"),
        picture=b"\x89PNG\r\n\x1a\n",
    )
    assert await told(company, contract) == {
        "terms": ("read", None),
        "notes": ("read", None),
        "secret": ("failed", "encrypted"),
        "picture": ("none", None),
    }
    assert await found(company.drafter, "质量保证期") == {contract: ("attachment", {"terms": "质量保证期为二十四个月"})}
    assert (await found(company.drafter, "VIBRATION fire"))[contract][1].keys() == {"notes"}
    assert await found(company.drafter, "vibration 质量保证期") == {}
    assert (await found(company.drafter, "fans"))[contract][0] == "title"

    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.*"], elsewhere)
    without_files = await company.serving.caller(new_id(), ["contract.contract.read"], company.city)
    files_elsewhere = await company.serving.caller(new_id(), ["contract.contract.read"], company.headquarters)
    for caller in (stranger, without_files, files_elsewhere):
        assert await found(caller, "vibration") == {}, caller

    pool = store.database.pool("system")
    said = [bytes(row["data"]) for row in await pool.fetch("SELECT data FROM events WHERE type = 'file.words_read.v1'")]
    assert len(said) == 4
    assert not any(b"vibration" in one for one in said)
    checks = {one.table: one for one in await rebuild(store)}
    assert checks["files"].same

    # The words were lost, as in tables that were brought back without them.
    await pool.execute("DELETE FROM file_words")
    assert await found(company.drafter, "vibration") == {}
    reader = AttachmentReader(store)
    await reader.sweep()
    assert (
        set(await found(company.drafter, "vibration")) == set(await found(company.drafter, "质量保证期")) == {contract}
    )

    notes = await pool.fetchval("SELECT file_id FROM files WHERE kind = 'text'")
    await pool.execute("DELETE FROM person_keys WHERE stream_id = $1", f"file-{notes}")
    assert await found(company.drafter, "vibration") == {}
    await reader.sweep()
    assert await pool.fetchval("SELECT count(*) FROM file_words") == 1

    state = await ok(company.drafter.get(f"/v1/contracts/{contract}"))
    match = {"If-Match": f'"{state["version"]}"'}
    await ok(company.drafter.post(f"/v1/contracts/{contract}/voiding", json={"reason": "Not needed"}, headers=match))
    assert await found(company.drafter, "质量保证期") == {}
    assert await pool.fetchval("SELECT count(*) FROM file_words") == 0
