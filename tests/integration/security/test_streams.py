"""A stream is opened by whoever may read the thing itself, and by nobody else; shown is what was published."""

import hmac
import importlib

import pytest

from shared.messaging.envelope import source_of
from shared.security.visibility import admit
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id
from shared.web.streams import Shown
from tests.golden.streams import STREAMS

from . import streams, walking
from .walking import OWNER_UNIT, SOMETHING, STRANGER_UNIT

HEADQUARTERS = "00000000-89ab-7def-8123-456789abcdef"

HIDDEN = {
    "task": "a task is shown to whom it is given, in a list",
    "signatory": "who signs is shown with the signing",
    "personnel": "which member of staff a personnel number stands for is shown with the person",
}
"""Kinds of streams that nobody can open. Another one has to be added here, and looked at."""


def declared(name: str) -> dict[str, Shown]:
    found: dict[str, Shown] = importlib.import_module(f"services.{name}.app").STREAMS
    return found


@pytest.fixture(params=walking.services())
async def serving(request: pytest.FixtureRequest, serve: Serve) -> Serving:
    started = await serve(walking.declared(request.param), topic_prefix=f"open-{new_id()}-")
    for unit in (HEADQUARTERS, OWNER_UNIT, STRANGER_UNIT):
        await started.unit(unit, None if unit == HEADQUARTERS else HEADQUARTERS)
    return started


async def test_whoever_may_read_the_thing_opens_its_stream_and_nobody_else_does(serving: Serving):
    name = serving.running.name
    begun = await streams.record_streams(serving, OWNER_UNIT, HEADQUARTERS)
    kinds = declared(name)
    for kind, shown in kinds.items():
        reader = await serving.caller(f"reader of {kind}", [shown.permission], OWNER_UNIT)
        stranger = await serving.caller(f"stranger to {kind}", [shown.permission], STRANGER_UNIT)
        other = await serving.caller(f"other than {kind}", ["somewhere.else.read"], OWNER_UNIT)
        path, there = f"/v1/streams/{kind}-{SOMETHING}/events", kind in begun
        answer = await reader.get(path)
        assert answer.status_code == (200 if there else 404), (path, answer.text)
        assert (await stranger.get(path)).status_code == (200 if there and shown.everywhere else 404), path
        assert (await other.get(path)).status_code == 403, path
        for event in answer.json()["events"] if there else ():
            assert (event["subject"], event["source"]) == (f"{kind}-{SOMETHING}", source_of(name))
            assert event["id"] == f"{kind}-{SOMETHING}@{event['sequence']}"
            assert event["unitid"] == OWNER_UNIT
            one = await reader.get(path, params={"version": event["sequence"]})
            assert one.json() == {"events": [event]}
        assert (await reader.get(path, params={"version": 99_999})).status_code == 404


async def test_every_kind_of_stream_is_declared_or_hidden_on_purpose(serving: Serving):
    kinds = {name.partition("-")[0] for name in STREAMS[serving.running.name]}
    assert kinds - declared(serving.running.name).keys() <= HIDDEN.keys()
    everybody = await serving.caller("everybody", ["*"], HEADQUARTERS)
    for kind in (*HIDDEN, "nonsense"):
        assert (await everybody.get(f"/v1/streams/{kind}-{SOMETHING}/events")).status_code == 404


async def test_who_takes_part_in_a_contract_opens_its_ledger_and_who_does_not_any_more_does_not(serve: Serve):
    serving = await serve(walking.declared("contract"), topic_prefix=f"open-{new_id()}-")
    for unit in (HEADQUARTERS, OWNER_UNIT, STRANGER_UNIT):
        await serving.unit(unit, None if unit == HEADQUARTERS else HEADQUARTERS)
    await streams.record_streams(serving, OWNER_UNIT, HEADQUARTERS)
    person = new_id()
    approver = await serving.caller(person, ["contract.*.read"], STRANGER_UNIT)
    path = f"/v1/streams/ledger-{SOMETHING}/events"
    assert (await approver.get(path)).status_code == 404
    async with serving.running.begin() as work:
        await work.execute(admit(f"contract-{SOMETHING}", person))
    assert (await approver.get(path)).status_code == 200


async def test_personal_fields_are_withheld_and_the_event_says_so(serve: Serve):
    serving = await serve(walking.declared("customer"), topic_prefix=f"open-{new_id()}-")
    await serving.unit(OWNER_UNIT)
    seller = await serving.caller(new_id(), ["customer.*"], OWNER_UNIT)
    customer = (await seller.post("/v1/customers", json={"kind": "organisation", "name": "Open Harbour"})).json()
    body = {"name": "Zhang Guoqiang", "role": "buyer", "email": "zhang@harbour.example"}
    made = await seller.post(f"/v1/customers/{customer['customer_id']}/contacts", json=body)
    assert made.status_code == 201, made.text
    told = await seller.get(f"/v1/streams/contact-{made.json()['contact_id']}/events")
    (event,) = told.json()["events"]
    assert (event["type"], event["withheld"]) == ("contact.added.v1", True)
    assert "Zhang" not in told.text
    assert "harbour.example" not in told.text
    (plain,) = (await seller.get(f"/v1/streams/customer-{customer['customer_id']}/events")).json()["events"]
    assert plain["data"]["name"] == "Open Harbour"


async def test_what_somebody_said_is_opened_beside_its_hash_until_it_is_erased(serve: Serve):
    serving = await serve(walking.declared("customer"), topic_prefix=f"open-{new_id()}-")
    await serving.unit(OWNER_UNIT)
    seller = await serving.caller(new_id(), ["customer.*"], OWNER_UNIT)
    customer = (await seller.post("/v1/customers", json={"kind": "person", "person_name": "Han Meimei"})).json()
    path, events = f"/v1/customers/{customer['customer_id']}", f"/v1/streams/customer-{customer['customer_id']}/events"
    change = {"reason": "Meimei moved", "region": "江苏"}
    changed = await seller.patch(path, json=change, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    told = (await seller.get(f"{events}?version=2")).json()["events"][0]
    assert told["words"] == {"reason": "Meimei moved"}
    assert told["data"]["reason_size"] == len("Meimei moved")
    proof = hmac.new(bytes.fromhex(told["salts"]["reason"]), b"Meimei moved", "sha256").hexdigest()
    assert told["data"]["reason_hash"] == proof
    # The same words of another event have another hash, so that who knows one does not know the other.
    again = await seller.patch(path, json={**change, "region": "浙江"}, headers={"If-Match": '"2"'})
    assert again.status_code == 200, again.text
    assert (await seller.get(f"{events}?version=3")).json()["events"][0]["data"]["reason_hash"] != proof
    erased = await seller.post(f"{path}/erasure", json={"reason": "Meimei asked"})
    assert erased.status_code == 200, erased.text
    everything = await seller.get(events)
    said = {"reason": "[erased]"}
    assert [one["words"] for one in everything.json()["events"]] == [{}, said, said, said]
    assert [one["salts"] for one in everything.json()["events"]] == [{}] * 4
    assert "Meimei" not in everything.text
