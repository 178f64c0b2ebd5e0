import asyncio
import gzip
import json

import httpx
import pytest

from services.customer.imports.projections import SLICE
from shared.eventstore.rebuild import rebuild
from shared.testing.serving import Serving
from shared.values.ids import new_id

from .conftest import HQ, NORTH, SOUTH


def row(number: int, **others) -> dict:
    return {"source_id": str(number), "kind": "person", "person_name": f"王{number}", "stage": "active", **others}


def lines(*rows: dict | str) -> bytes:
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in rows).encode()


async def sent(client: httpx.AsyncClient, content: bytes, key: str | None = None, **parameters) -> str:
    headers = {"Idempotency-Key": key} if key else {}
    answer = await client.post(
        "/v1/imports", params={"source": "cdnow", **parameters}, content=content, headers=headers
    )
    assert answer.status_code == 202, answer.text
    return answer.json()["import_id"]


async def completed(client: httpx.AsyncClient, import_id: str) -> dict[str, int]:
    for _ in range(400):
        answer = (await client.get(f"/v1/imports/{import_id}")).json()
        if answer["stage"] == "completed":
            return {name: answer[name] for name in ("done", "registered", "changed", "unchanged", "refused")}
        await asyncio.sleep(0.05)
    raise AssertionError(answer)


async def imported(client: httpx.AsyncClient, content: bytes, **parameters) -> dict[str, int]:
    return await completed(client, await sent(client, content, **parameters))


async def events(service: Serving) -> int:
    return await service.running.store.database.pool("system").fetchval("SELECT count(*) FROM events")


async def test_a_file_is_taken_in_slices_and_a_second_run_changes_nothing(north: httpx.AsyncClient, service: Serving):
    file = lines(*(row(number) for number in range(250)))
    figures = await imported(north, file)
    assert figures == {"done": 250, "registered": 250, "changed": 0, "unchanged": 0, "refused": 0}
    before = await events(service)
    again = await imported(north, file)
    assert again == {"done": 250, "registered": 0, "changed": 0, "unchanged": 250, "refused": 0}
    assert await events(service) == before + 2
    assert [check.table for check in await rebuild(service.running.store) if not check.same] == []


async def test_a_bad_row_never_stops_the_good_ones_and_is_reported(north: httpx.AsyncClient):
    file = lines(
        row(1),
        "not json",
        row(3, identifiers=[{"kind": "phone", "value": "12"}]),
        row(4, kind="organisation"),
        row(5, effective_on="2026-02-30", stage="gone"),
        row(6),
        '{"source_id": "7", "kind": "person", "kind": "person"}',
    )
    import_id = await sent(north, file)
    assert await completed(north, import_id) == {
        "done": 7, "registered": 2, "changed": 0, "unchanged": 0, "refused": 5,
    }  # fmt: skip
    report = (await north.get(f"/v1/imports/{import_id}/refusals")).json()["refusals"]
    assert [(one["row"], one["column"]) for one in report] == [
        (2, ""),
        (3, "identifiers.0"),
        (4, "name"),
        (5, "stage"),
        (5, "effective_on"),
        (7, "kind"),
    ]
    assert "12" not in "".join(one["reason"] for one in report)


async def test_a_row_whose_owner_is_nobody_is_refused_by_the_column_and_the_others_go_on(north, service):
    owner = new_id()
    await service.caller(owner, ["customer.*"], NORTH)
    import_id = await sent(north, lines(row(1, owner_id=owner), row(2, owner_id=new_id()), row(3)))
    figures = await completed(north, import_id)
    assert (figures["registered"], figures["refused"]) == (2, 1)
    report = (await north.get(f"/v1/imports/{import_id}/refusals")).json()["refusals"]
    assert [(one["row"], one["column"]) for one in report] == [(2, "owner_id")]


async def test_a_row_whose_customer_or_contact_is_closed_is_refused_by_its_column(north: httpx.AsyncClient):
    contacts = [{"source_id": name, "role": "buyer", "name": name} for name in ("a", "b")]
    await imported(north, lines(row(1), row(2, contacts=contacts)))
    listed = (await north.get("/v1/customers")).json()["customers"]
    ids = {one["source_id"]: one["customer_id"] for one in listed}
    gone = await north.post(f"/v1/customers/{ids['1']}/deregistration", json={"reason": "closed"})
    assert gone.status_code == 200, gone.text
    kept = (await north.get(f"/v1/customers/{ids['2']}/contacts")).json()["contacts"]
    second = next(contact["contact_id"] for contact in kept if contact["name"] == "b")
    erased = await north.post(f"/v1/contacts/{second}/erasure", json={"reason": "asked for"})
    assert erased.status_code in (200, 201), erased.text
    import_id = await sent(north, lines(row(1, region="east"), row(2, contacts=contacts)))
    assert (await completed(north, import_id))["refused"] == 2
    report = (await north.get(f"/v1/imports/{import_id}/refusals")).json()["refusals"]
    assert [(one["row"], one["column"]) for one in report] == [(1, "source_id"), (2, "contacts.1")]


async def test_a_later_file_changes_what_it_says_otherwise(north: httpx.AsyncClient):
    contact = {"source_id": "a", "role": "buyer", "name": "李雷", "email": "li@example.com"}
    await imported(north, lines(row(1, contacts=[contact], region="north"), row(2)))
    newer = [row(1, contacts=[{**contact, "email": "lei@example.com"}]), row(2), row(3)]
    assert await imported(north, lines(*newer)) == {
        "done": 3, "registered": 1, "changed": 1, "unchanged": 1, "refused": 0,
    }  # fmt: skip
    found = (await north.get("/v1/customers", params={"q": "lei@example.com"})).json()["customers"]
    assert [(one["source_id"], one["region"]) for one in found] == [("1", "north")]
    contacts = (await north.get(f"/v1/customers/{found[0]['customer_id']}/contacts")).json()["contacts"]
    assert [(one["name"], one["email"], one["version"]) for one in contacts] == [("李雷", "lei@example.com", 2)]


async def test_csv_with_headings_identifiers_and_a_contact(north: httpx.AsyncClient):
    file = (
        "\ufeffsource_id,kind,name,roles,social_credit_code,contact_role,contact_name,contact_email\r\n"
        '1,organisation,"长江, ""电缆""",supplier;partner,91110000600037341L,buyer,李雷,li@example.com\r\n'
        "2,organisation,Danube,,,,,\r\n"
        "3,organisation,Elbe,,91110000600037341X,,,,surplus\r\n"
    ).encode()
    import_id = await sent(north, file, form="csv")
    assert (await completed(north, import_id))["registered"] == 2
    (found,) = (await north.get("/v1/customers", params={"q": "长江"})).json()["customers"]
    assert (found["name"], found["roles"]) == ('长江, "电缆"', ["supplier", "partner"])


async def test_a_dry_run_checks_every_row_and_keeps_none(north: httpx.AsyncClient, service: Serving):
    figures = await imported(north, lines(row(1), row(2, kind="x")), dry_run=True)
    assert (figures["registered"], figures["refused"]) == (1, 1)
    assert (await north.get("/v1/customers")).json()["customers"] == []


async def test_the_same_key_is_the_same_import_and_another_file_under_it_is_refused(north: httpx.AsyncClient):
    first = await sent(north, lines(row(1)), key="once")
    assert await sent(north, lines(row(1)), key="once") == first
    other = await north.post(
        "/v1/imports", params={"source": "cdnow"}, content=lines(row(2)), headers={"Idempotency-Key": "once"}
    )
    assert (other.status_code, other.json()["type"]) == (422, "urn:pactline:problem:idempotency-key-reused")


async def test_the_same_key_with_another_wish_is_refused(north: httpx.AsyncClient):
    await sent(north, lines(row(1)), key="once")
    for wish in ({"source": "other"}, {"dry_run": True}, {"form": "csv"}):
        params = {"source": "cdnow", **wish}
        other = await north.post(
            "/v1/imports", params=params, content=lines(row(1)), headers={"Idempotency-Key": "once"}
        )
        assert (other.status_code, other.json()["type"]) == (422, "urn:pactline:problem:idempotency-key-reused")


async def test_a_file_sent_twice_side_by_side_is_one_import(north: httpx.AsyncClient, service: Serving):
    async def send() -> httpx.Response:
        params, key = {"source": "cdnow"}, {"Idempotency-Key": "once"}
        return await north.post("/v1/imports", params=params, content=lines(row(1)), headers=key)

    answers = await asyncio.gather(*(send() for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    taken = [answer.json()["import_id"] for answer in answers if answer.status_code == 202]
    assert len(set(taken)) == 1
    assert all("command-running" in answer.json()["type"] for answer in answers if answer.status_code == 409)
    assert (await completed(north, taken[0]))["registered"] == 1
    count = "SELECT count(*) FROM events WHERE type = 'import.received.v1'"
    assert await service.running.store.database.pool("system").fetchval(count) == 1


async def test_an_import_needs_a_key(service: Serving, north: httpx.AsyncClient):
    north.event_hooks = {"request": []}
    answer = await north.post("/v1/imports", params={"source": "cdnow"}, content=lines(row(1)))
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:pactline:problem:idempotency-key-missing")
    parameters = service.app.openapi()["paths"]["/v1/imports"]["post"]["parameters"]
    assert [one["required"] for one in parameters if one["name"] == "Idempotency-Key"] == [True]


async def test_a_file_for_a_unit_outside_the_callers_is_refused(north: httpx.AsyncClient, service: Serving):
    answer = await north.post("/v1/imports", params={"source": "s", "unit_id": SOUTH}, content=lines(row(1)))
    assert answer.status_code == 403
    assert await events(service) == 0


async def test_an_import_does_not_reach_customers_of_other_units(
    north: httpx.AsyncClient, south: httpx.AsyncClient, service: Serving
):
    await imported(north, lines(row(1)))
    assert (await imported(south, lines(row(1, region="taken"))))["refused"] == 1
    head = await service.caller("chief", ["customer.*"], HQ)
    assert (await imported(head, lines(row(1, region="south")), unit_id=HQ))["changed"] == 1
    (shown,) = (await north.get("/v1/customers")).json()["customers"]
    assert (shown["unit_id"], shown["region"]) == (NORTH, "south")


async def test_rows_that_wait_are_sealed_and_gone_afterwards(north: httpx.AsyncClient, service: Serving):
    pool = service.running.store.database.pool("system")
    await imported(north, lines(row(1, person_name="欧阳修")))
    assert await pool.fetchval("SELECT count(*) FROM import_chunks") == 0
    assert await pool.fetchval("SELECT count(*) FROM person_keys WHERE stream_id LIKE 'import-%'") == 0
    assert await pool.fetchval("SELECT count(*) FROM deadlines WHERE kind = $1", SLICE) == 0


async def test_a_slice_that_fails_is_taken_again_and_loses_nothing(
    north: httpx.AsyncClient, service: Serving, monkeypatch: pytest.MonkeyPatch
):
    from services.customer.imports import handlers

    whole = handlers.take_rows
    failures = iter([True, False, True])

    async def dying(*arguments):
        taken = await whole(*arguments)
        if next(failures, False):
            raise ConnectionError("killed before commit")
        return taken

    monkeypatch.setattr(handlers, "take_rows", dying)
    figures = await imported(north, lines(*(row(number) for number in range(250))))
    assert figures == {"done": 250, "registered": 250, "changed": 0, "unchanged": 0, "refused": 0}


async def test_an_erased_person_is_not_brought_back_by_a_file(north: httpx.AsyncClient):
    await imported(north, lines(row(1)))
    (one,) = (await north.get("/v1/customers")).json()["customers"]
    await north.post(f"/v1/customers/{one['customer_id']}/erasure", json={"reason": "asked"})
    assert (await imported(north, lines(row(1))))["refused"] == 1
    assert (await north.get(f"/v1/customers/{one['customer_id']}")).json()["name"] == "[erased]"


async def test_a_file_that_comes_compressed_is_refused_before_it_is_read(north: httpx.AsyncClient):
    answer = await north.post(
        "/v1/imports",
        params={"source": "erp"},
        content=gzip.compress(lines(row(1))),
        headers={"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"},
    )
    assert (answer.status_code, answer.json()["type"]) == (415, "urn:pactline:problem:content-coding")
