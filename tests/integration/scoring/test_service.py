"""The scoring service over HTTP: what it has folded, as of when, up to which position, for whom."""

import asyncio
import importlib.util
from pathlib import Path
from uuid import uuid4

import pytest

from services.scoring.app import SERVICE
from shared.messaging.audit import loop
from shared.messaging.producer import EventProducer
from shared.testing.paging import pages
from shared.values.ids import new_id
from shared.web.app import audit_of
from tests.integration.scoring.story import service_of
from tests.unit.services.scoring.folding.made import (
    allocation,
    asset,
    booked,
    invoice,
    moved,
    order,
    receipt,
    registered,
    signed,
    told,
)

READER = ["scoring.*.read", "scoring.customer.read", "scoring.unit.read", "scoring.model.read", "scoring.lifetime.read"]
OPERATOR = [*READER, "scoring.model.rebuild", "scoring.lifetime.train", "platform.operation.read"]


class Scoring:
    def __init__(self, serving):
        self.serving = serving
        self.producers = {}

    async def publish(self, facts, *, key, unit):
        records = told(facts, key=key, unit=unit)
        for record in records:
            service = service_of(record)
            producer = self.producers.setdefault(service, EventProducer(self.serving.running.settings, service))
            await producer.publish([record])
        last = dict(records[-1].headers)
        return f"{last['ce_subject'].decode()}@{last['ce_sequence'].decode()}"

    async def publish_all(self, facts, *, key, unit):
        records = told(facts, key=key, unit=unit)
        producer = self.producers.setdefault("contract", EventProducer(self.serving.running.settings, "contract"))
        await producer.publish(records)
        return f"{dict(records[-1].headers)['ce_subject'].decode()}@1"

    async def close(self):
        for producer in self.producers.values():
            await producer.stop()


@pytest.fixture
async def scoring(serve, request):
    scoring = Scoring(await serve(SERVICE, **getattr(request, "param", {})))
    async with asyncio.timeout(30):
        while not scoring.serving.running.consumers.ready:
            await asyncio.sleep(0.05)
    yield scoring
    await scoring.close()


@pytest.fixture(scope="session")
def cdnow_purchases():
    package = importlib.util.find_spec("lifetimes")
    lines = (Path(package.origin).parent / "datasets" / "CDNOW_sample.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip()]
    return [(row[1], f"{row[2][:4]}-{row[2][4:6]}-{row[2][6:]}", row[4]) for row in rows]


@pytest.fixture
async def unit(scoring):
    headquarters = await scoring.serving.unit(new_id(), kind="headquarters")
    return await scoring.serving.unit(new_id(), headquarters)


async def read(client, path):
    """A read that is patient on a busy machine: 503 says to try again."""
    for _ in range(20):
        answer = await client.get(path)
        if answer.status_code != 503:
            break
    return answer


def life_of(customer, contract):
    first, second = new_id(), new_id()
    return [
        registered(customer),
        signed(customer, contract),
        order(customer, contract, first, day="2026-01-06"),
        booked(contract, "ordered", first, 203),
        invoice(customer, contract, first, due_on="2026-01-18", amount=100),
        receipt(customer, contract, first, day="2026-01-28"),
        allocation(customer, contract, first, first, due_on="2026-01-18", day="2026-01-28", amount=60),
        order(customer, contract, second, day="2026-02-06"),
        invoice(customer, contract, second, due_on="2026-03-01", amount=50),
    ]


async def test_a_figure_and_a_timeline_name_the_events_behind_them(scoring, unit):
    customer, contract = new_id(), new_id()
    reader = await scoring.serving.caller(new_id(), READER, unit)
    position = await scoring.publish(life_of(customer, contract), key=contract, unit=unit)
    owed = f"/v1/customers/{customer}/figures/overdue?currency=CNY&as_of=2026-02-10&at_least={position}"
    found = (await read(reader, owed)).json()
    assert (found["value"], found["whole"], found["number"]) == ("40.00", "sum", 2)
    assert [(one["value"], one["service"], one["version"]) for one in found["facts"]] == [
        ("-60.00", "contract", 2),
        ("100.00", "contract", 1),
    ]
    told = await read(reader, f"/v1/contracts/{contract}/timeline?limit=3&kind=payment&kind=invoice")
    assert [one["kind"] for one in told.json()["moments"]] == ["allocated", "received", "issued"]
    more = await reader.get(told.links["next"]["url"])
    assert [(one["room"], one["amount"]) for one in more.json()["moments"]] == [("invoice", "100.00")]
    progress = (await read(reader, f"/v1/contracts/{contract}/figures/progress?kind=ordered")).json()
    assert [one["stream"] for one in progress["facts"]] == [f"ledger-{contract}"]
    months = (await read(reader, f"/v1/customers/{customer}/payment-months")).json()["months"]
    assert months == [{"month": "2026-01", "kind": "received", "currency": "CNY", "amount": "100.00"}]
    for path, status in (
        (f"/v1/customers/{customer}/figures/happiness", 404),
        (f"/v1/customers/{customer}/figures/overdue", 422),
        (f"/v1/customers/{customer}/timeline?kind=gossip", 422),
        (f"/v1/customers/{new_id()}/timeline", 404),
        (f"/v1/contracts/{new_id()}/timeline", 404),
        (f"/v1/assets/{new_id()}/timeline", 404),
    ):
        assert (await read(reader, path)).status_code == status, path


async def test_a_360_shows_what_was_written_up_to_the_position_asked_for(scoring, unit):
    customer, contract = new_id(), new_id()
    reader = await scoring.serving.caller(new_id(), READER, unit)
    position = await scoring.publish(life_of(customer, contract), key=contract, unit=unit)
    view = await read(reader, f"/v1/customers/{customer}/360?as_of=2026-02-10&at_least={position}")
    assert view.status_code == 200, view.text
    found = view.json()
    assert found["profile"]["name"] == "Bridge Works"
    (purchases,) = found["purchases"]
    assert (purchases["days"], purchases["recency_days"], purchases["amount"]) == (2, 4, "406.00")
    assert found["payment_behaviour"]["late"] == 1
    assert found["payment_behaviour"]["mean_days_late"] == 10
    (arrears,) = found["arrears"]
    assert (arrears["outstanding"], arrears["overdue"], arrears["ageing"]["1-30"]) == ("90.00", "40.00", "40.00")
    (progress,) = found["contracts"]
    assert (progress["state"], progress["progress"]) == ("signed", {"ordered": "203.00"})
    assert found["positions"][f"{scoring.serving.running.settings.topic_prefix}contract.events"][0] > 0


async def test_a_360_travels_to_a_past_day_and_to_what_was_known(scoring, unit):
    customer, contract = new_id(), new_id()
    reader = await scoring.serving.caller(new_id(), READER, unit)
    position = await scoring.publish(life_of(customer, contract), key=contract, unit=unit)
    path = f"/v1/customers/{customer}/360?at_least={position}"
    early = (await read(reader, f"{path}&as_of=2026-01-19")).json()
    assert early["purchases"][0]["days"] == 1
    assert early["payment_behaviour"]["settled"] == 0
    assert early["arrears"][0]["overdue"] == "100.00"
    unknown = await reader.get(f"{path}&as_of=2026-02-10&recorded_as_of=2026-01-05T01:02:30Z")
    assert unknown.json()["purchases"][0]["days"] == 1
    assert (await reader.get(f"{path}&as_of=2025-12-31")).status_code == 404


async def test_a_position_that_does_not_come_is_503_with_a_time_to_try_again(scoring, unit):
    reader = await scoring.serving.caller(new_id(), READER, unit)
    answer = await reader.get(f"/v1/customers/{new_id()}/360?at_least=payment-{uuid4()}@1")
    assert answer.status_code == 503
    assert "retry-after" in answer.headers


@pytest.mark.parametrize("scoring", [{"topic_prefix": f"{uuid4().hex[:8]}-"}], indirect=True)
async def test_poison_is_told_in_the_status_and_no_position_is_answered_from_it(scoring, unit):
    """On topics of its own: what other tests have published may be poison too."""
    customer = new_id()
    reader = await scoring.serving.caller(new_id(), READER, unit)
    await scoring.publish([registered(customer)], key=customer, unit=unit)
    change = ("customer", f"customer-{customer}", "customer.changed.v1", {"changes": {"name": {"after": "Changed"}}})
    real = told([registered(customer), change], key=customer, unit=unit)[1]
    await scoring.producers["customer"].publish([real._replace(value=b"not json")])
    path = f"/v1/customers/{customer}/360?at_least=customer-{customer}@2"
    async with asyncio.timeout(20):
        while not (status := (await reader.get("/v1/platform/status")).json())["parked"]:
            await asyncio.sleep(0.1)
    assert (status["parked"], {one["name"]: one["parked"] for one in status["consumers"]}["models"]) == (1, 1)
    assert (await reader.get(path)).status_code == 503
    await scoring.producers["customer"].publish([real])
    assert (await read(reader, path)).json()["profile"]["name"] == "Changed"


async def test_a_merged_customer_is_answered_by_the_survivor_until_unmerged(scoring, unit):
    survivor, loser, contract = new_id(), new_id(), new_id()
    reader = await scoring.serving.caller(new_id(), READER, unit)
    await scoring.publish([registered(survivor, name="Kept")], key=survivor, unit=unit)
    merged = ("customer", f"customer-{loser}", "customer.merged.v1", {"customer_id": loser, "survivor_id": survivor})
    apart = ("customer", f"customer-{loser}", "customer.unmerged.v1", {"customer_id": loser, "survivor_id": survivor})
    bought = order(loser, contract, new_id())
    ordered = await scoring.publish([bought], key=contract, unit=unit)
    joined = await scoring.publish([registered(loser), merged], key=loser, unit=unit)
    position = f"{ordered},{joined}"
    for asked in (survivor, loser):
        view = (await read(reader, f"/v1/customers/{asked}/360?as_of=2026-03-01&at_least={position}")).json()
        assert (view["customer_id"], view["merged"], view["profile"]["name"]) == (survivor, [loser], "Kept")
        assert view["purchases"][0]["days"] == 1
    again = told([registered(loser), merged, apart], key=loser, unit=unit)[2:]
    await scoring.producers["customer"].publish(again)
    path = f"/v1/customers/{survivor}/360?as_of=2026-03-01&at_least=customer-{loser}@3"
    view = (await read(reader, path)).json()
    assert (view["merged"], view["purchases"]) == ([], [])


async def test_another_unit_sees_nothing_of_a_customer(scoring, unit):
    customer, contract = new_id(), new_id()
    elsewhere = await scoring.serving.unit(new_id())
    stranger = await scoring.serving.caller(new_id(), READER, elsewhere)
    position = await scoring.publish(life_of(customer, contract), key=contract, unit=unit)
    answer = await read(stranger, f"/v1/customers/{customer}/360?at_least={position}")
    assert answer.status_code == 404
    figures = (await stranger.get(f"/v1/units/{unit}/figures?as_of=2026-03-01")).json()
    assert (figures["purchases"], figures["arrears"]) == ([], [])


async def test_a_unit_s_figures_follow_an_asset_that_moves(scoring, unit):
    receiver, number = await scoring.serving.unit(new_id()), new_id()
    caller = new_id()
    reader = await scoring.serving.caller(caller, READER, unit)
    await scoring.serving.grant(caller, READER, receiver)
    position = await scoring.publish([asset(number), moved(number, unit, receiver)], key=number, unit=unit)

    async def has(place, day):
        path = f"/v1/units/{place}/figures?as_of={day}&at_least={position}"
        return [(kind["number"], kind["cost"]) for kind in (await read(reader, path)).json()["assets"]]

    await read(reader, f"/v1/customers/{new_id()}/360?at_least={position}")
    assert (await has(unit, "2026-01-31"), await has(receiver, "2026-01-31")) == ([(1, "500.00")], [])
    assert (await has(unit, "2026-02-01"), await has(receiver, "2026-02-01")) == ([], [(1, "500.00")])


async def test_a_rebuild_by_http_swaps_to_equal_checksums(scoring, unit, monkeypatch):
    customer, contract = new_id(), new_id()
    operator = await scoring.serving.caller(new_id(), OPERATOR, unit)
    position = await scoring.publish(life_of(customer, contract), key=contract, unit=unit)
    assert (await read(operator, f"/v1/customers/{customer}/360?at_least={position}")).status_code == 200
    before = (await operator.get("/v1/models?checksums=true")).json()["models"]
    assert (await operator.post("/v1/rebuilds", json={})).status_code == 202
    for _ in range(200):
        rebuilds = (await operator.get("/v1/rebuilds")).json()["rebuilds"]
        if rebuilds and (state := rebuilds[0])["state"] in ("serving", "failed"):
            break
        await asyncio.sleep(0.1)
    assert state["state"] == "serving", state
    assert state["verdict"]["compared"], state
    assert state["verdict"]["differences"] == []
    after = (await operator.get("/v1/models?checksums=true")).json()["models"]
    assert {model["generation"] for model in after} == {state["generation"]}
    assert state["generation"] > before[0]["generation"]
    assert (await read(operator, f"/v1/customers/{customer}/360?at_least={position}")).status_code == 200
    unknown = await operator.post("/v1/rebuilds", json={"models": ["weather"]})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/models")
    by_page = await pages(operator, "/v1/rebuilds", "rebuilds")
    assert [one["generation"] for page in by_page for one in page] == [one["generation"] for one in rebuilds]
    monkeypatch.setattr(loop, "SHARE", 1.0)
    await audit_of(SERVICE, scoring.serving.running).turn()
    parts = {one["part"]: one for one in (await operator.get("/v1/audit")).json()["parts"]}
    assert parts["models of contract"]["checked"] > 0


async def test_a_lifetime_model_is_trained_on_what_was_folded(scoring, unit, cdnow_purchases):
    operator = await scoring.serving.caller(new_id(), OPERATOR, unit)
    ids: dict[str, str] = {}
    contract = new_id()
    facts = [
        order(ids.setdefault(customer, new_id()), contract, new_id(), day=day, amount=round(float(amount)))
        for customer, day, amount in cdnow_purchases
    ]
    position = await scoring.publish_all(facts, key=contract, unit=unit)
    assert (await read(operator, f"/v1/customers/{new_id()}/360?at_least={position}")).status_code == 404
    trained = await operator.post("/v1/lifetime", json={"model": "bg-nbd", "until": "1997-09-30", "currency": "CNY"})
    assert trained.status_code == 201, trained.text
    assert {name: round(value, 3) for name, value in trained.json()["parameters"].items()} == {
        "r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426,
    }  # fmt: skip
    assert round(trained.json()["log_likelihood"], 1) == -9582.4
    assert trained.headers["pactline-position"].startswith("lifetime-")
    assert len((await operator.get("/v1/lifetime")).json()["models"]) == 1
    customer = next(iter(ids.values()))
    value = (await operator.get(f"/v1/customers/{customer}/lifetime?horizon_weeks=39")).json()
    assert 0 < value["p_alive"] <= 1
    assert value["value"] == pytest.approx(value["expected_purchases"] * value["expected_amount"])
    assert (value["until"], value["as_of"], value["recorded_as_of"]) == ("1997-09-30", "1997-09-30", None)
    assert (await operator.get(f"/v1/customers/{new_id()}/lifetime")).status_code == 404
    await _lifetime_at_other_times(operator, customer, trained.json()["lifetime_id"])


async def _lifetime_at_other_times(operator, customer: str, lifetime: str) -> None:
    asked = f"/v1/customers/{customer}/lifetime?horizon_weeks=39"
    then, later = [(await operator.get(f"{asked}&as_of={day}")).json() for day in ("1997-09-30", "1998-06-30")]
    assert later["as_of"] == "1998-06-30"
    assert later["age_weeks"] == pytest.approx(then["age_weeks"] + 273 / 7)
    assert later["p_alive"] != then["p_alive"]
    before_training = await operator.get(f"{asked}&recorded_as_of=2020-01-01T00:00:00Z")
    before_the_models_days = await operator.get(f"{asked}&as_of=1997-06-30")
    assert (before_training.status_code, before_the_models_days.status_code) == (404, 404)
    named = (await operator.get(f"{asked}&as_of=1997-06-30&lifetime_id={lifetime}")).json()
    assert (named["as_of"], named["until"]) == ("1997-06-30", "1997-09-30")
    assert named["purchases"] <= then["purchases"]


async def test_purchases_that_identify_no_model_are_refused_and_nothing_is_kept(scoring, unit):
    operator = await scoring.serving.caller(new_id(), OPERATOR, unit)
    customer, contract = new_id(), new_id()
    position = await scoring.publish(
        [registered(customer), order(customer, contract, new_id())], key=contract, unit=unit
    )
    await read(operator, f"/v1/customers/{customer}/360?at_least={position}")
    refused = await operator.post("/v1/lifetime", json={"until": "2026-12-31"})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == "/until"
    assert (await operator.get("/v1/lifetime")).json()["models"] == []
