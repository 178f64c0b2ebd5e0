"""What an operator does over HTTP with messages that a consumer could not handle."""

from datetime import UTC, datetime

import httpx
import pytest

from services.contract.app import SERVICE
from services.contract.file.aggregate import FILE
from services.contract.file.events import FileDiscarded
from shared.messaging.envelope import to_record
from shared.messaging.parking import WAITING, Failure, RawRecord, park
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id

RIGHTS = ["platform.parked.read", "platform.parked.settle", "platform.operation.read"]
HQ, NORTH = "hq", "north"
SERVING_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def registered(customer: str, version: int, value: bytes = b"") -> RawRecord:
    said = value or (
        f'{{"customer_id":"{customer}","kind":"organisation","source":"crm","source_id":"{version}"}}'.encode()
    )
    meta = {"key": "one", "unit": NORTH, "correlation": "", "causation": "", "trace": ""}
    name = "customer.registered.v1"
    made = to_record("/pactline/customer", f"customer-{customer}", version, name, said, meta, SERVING_SINCE)
    return RawRecord("customer.events", 0, version, b"one", made.value, made.headers)


def refuse() -> None:
    raise ValueError("not by this release")


@pytest.fixture
async def service(serve: Serve) -> Serving:
    started = await serve(SERVICE)
    await started.unit(HQ, None, "headquarters")
    await started.unit(NORTH, HQ)
    return started


@pytest.fixture
async def operator(service: Serving) -> httpx.AsyncClient:
    return await service.caller("operator", RIGHTS, HQ)


@pytest.fixture
async def numbers(service: Serving) -> list[int]:
    """One message that says nothing readable, and two of its key behind it."""
    async with service.running.store.begin() as work:
        with pytest.raises(ValueError, match="not by") as raised:
            refuse()
        failure = Failure.of(raised.value)
        poison = registered("a", 1, b'{"customer_id":7}')
        await park(
            work.conn, "contract", poison, failure, stream="customer-a", version=1, event_type="customer.registered.v1"
        )
        for version in (2, 3):
            await park(
                work.conn, "contract", registered(f"b{version}", version), WAITING, stream="customer-a", version=version
            )
        return [row["id"] for row in await work.conn.fetch("SELECT id FROM parked ORDER BY id")]


async def test_parked_messages_are_listed_and_shown_with_what_waits_behind_them(operator, numbers):
    listed = (await operator.get("/v1/parked")).json()["parked"]
    assert [(one["id"], one["offset"], one["consumer"]) for one in listed] == [
        (number, offset, "contract") for offset, number in enumerate(numbers, 1)
    ]
    first = await operator.get("/v1/parked", params={"limit": 1})
    assert [one["id"] for one in first.json()["parked"]] == numbers[:1]
    rest = await operator.get(first.links["next"]["url"])
    assert [one["id"] for one in rest.json()["parked"]] == numbers[1:2]
    shown = (await operator.get(f"/v1/parked/{numbers[0]}")).json()
    assert shown["parked"]["error"] == "ValueError: not by this release"
    assert (shown["waiting"], [one["id"] for one in shown["behind"]]) == (2, numbers[1:])
    assert "raise ValueError" in shown["stack"]
    assert shown["value"] == '{"customer_id":7}'
    assert {"name": "ce_type", "value": "customer.registered.v1"} in shown["headers"]


async def test_a_drop_with_its_reason_lets_a_retry_take_the_rest(service: Serving, operator, numbers):
    head = numbers[0]
    again = (await operator.post(f"/v1/parked/{head}/retry")).json()
    assert (again["replayed"], again["stopped_at"]) == (0, head)
    assert (await operator.get(f"/v1/parked/{head}")).json()["parked"]["attempts"] == 2
    assert (await operator.post(f"/v1/parked/{head}/drop", json={"reason": " "})).status_code == 422
    assert (await operator.post(f"/v1/parked/{head}/drop", json={"reason": "made by hand"})).status_code == 204
    key = {"Idempotency-Key": new_id()}
    taken = await operator.post(f"/v1/parked/{numbers[1]}/retry", headers=key)
    assert taken.json() == {"replayed": 2, "stopped_at": None, "error": None}
    assert (await operator.post(f"/v1/parked/{numbers[1]}/retry", headers=key)).json() == taken.json()
    for number, what in ((head, "drop"), (numbers[1], "retry")):
        assert (await operator.post(f"/v1/parked/{number}/{what}", json={"reason": "x"})).status_code == 409
    pool = service.running.store.database.pool("system")
    known = await pool.fetch("SELECT customer_id FROM known_customers WHERE customer_id LIKE 'b_' ORDER BY 1")
    assert [row["customer_id"] for row in known] == ["b2", "b3"]
    noted = await pool.fetch("SELECT actor, outcome, detail FROM journal WHERE kind = 'settled' ORDER BY number")
    assert [tuple(row) for row in noted] == [
        ("operator", "failed_again", "0"),
        ("operator", "dropped", "made by hand"),
        ("operator", "retried", "2"),
    ]
    states = {
        state: len((await operator.get("/v1/parked", params={"state": state})).json()["parked"])
        for state in ("parked", "retried", "dropped")
    }
    assert states == {"parked": 0, "retried": 2, "dropped": 1}


async def test_whoever_keeps_one_unit_sees_no_message_and_settles_none(service: Serving, numbers):
    north = await service.caller("north", RIGHTS, NORTH)
    assert (await north.get("/v1/parked")).status_code == 403
    for method, where in (("GET", ""), ("POST", "/retry"), ("POST", "/drop")):
        answer = await north.request(method, f"/v1/parked/{numbers[0]}{where}", json={"reason": "x"})
        assert answer.status_code == 404, where
    reader = await service.caller("reader", RIGHTS[:1], HQ)
    assert (await reader.post(f"/v1/parked/{numbers[0]}/retry")).status_code == 403


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 18, "9" * 19, "１"])
async def test_a_number_of_nothing_is_not_there(operator, numbers, number):
    assert (await operator.get(f"/v1/parked/{number}")).status_code == 404


async def test_what_nobody_reads_any_more_can_only_be_given_up(service: Serving, operator):
    async with service.running.store.begin() as work:
        await park(work.conn, "gone", registered("a", 1), WAITING)
    (one,) = (await operator.get("/v1/parked")).json()["parked"]
    assert (await operator.post(f"/v1/parked/{one['id']}/retry")).status_code == 409
    assert (await operator.post(f"/v1/parked/{one['id']}/drop", json={"reason": "gone"})).status_code == 204


async def test_the_audit_and_the_jobs_are_told_in_figures(service: Serving, operator):
    pool = service.running.store.database.pool("system")
    await pool.execute("INSERT INTO audit_checkpoints (name, at) VALUES ('some part', $1)", {"found": 1, "checked": 9})
    parts = {one["part"]: one for one in (await operator.get("/v1/audit")).json()["parts"]}
    assert (parts["some part"]["checked"], parts["some part"]["found"]) == (9, 1)
    await pool.execute(
        "INSERT INTO deadlines (kind, subject, due_at, data, attempts) VALUES"
        " ('later', 'a', now() + interval '1 day', '{}', 0), ('later', 'b', now() - interval '1 day', '{}', 3)"
    )
    jobs = {one["kind"]: one for one in (await operator.get("/v1/jobs")).json()["jobs"]}
    assert {name: jobs["later"][name] for name in ("waiting", "due", "failing")} == {
        "waiting": 2,
        "due": 1,
        "failing": 1,
    }


async def test_how_far_the_store_holds_streams_is_told_to_who_covers_the_whole_organisation(service: Serving, operator):
    async with service.running.store.begin() as work:
        stream = await work.load(FILE, "1", unit=NORTH)
        work.record(stream, [FileDiscarded(file_id="1")] * 2)
    asked = {"stream": ["file-1", "file-2", "somebody's, or nobody's"]}
    assert (await operator.get("/v1/versions", params=asked)).json() == {"versions": {"file-1": 2}}
    assert (await operator.get("/v1/versions", params={"stream": ["x"] * 101})).status_code == 422
    north = await service.caller("north", RIGHTS, NORTH)
    assert (await north.get("/v1/versions", params=asked)).status_code == 403
