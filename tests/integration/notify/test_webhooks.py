"""Webhooks, whole: registered over HTTP, events of another service arrive at the endpoint as Standard Webhooks."""

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaProducer
from standardwebhooks import Webhook, WebhookVerificationError

from services.notify import consumers
from services.notify.app import SERVICE
from services.notify.settings import notify_settings
from services.notify.webhook.handlers import give_up_webhook
from services.notify.webhook_delivery.aggregate import RETRY_AFTER
from services.notify.webhook_delivery.replaying import replay_webhooks
from services.notify.webhook_delivery.sending import AT_ONCE, LONGEST_REST, send_webhooks
from shared.eventstore.rebuild import rebuild
from shared.messaging.envelope import to_record
from shared.messaging.topics import topic_of
from shared.observability.metrics import WEBHOOK_ATTEMPTS
from shared.testing.https import Asked, Https, https, status
from shared.testing.serving import Serve, Serving
from shared.testing.tls import self_signed
from shared.values.ids import new_id

SIGNED = json.loads(
    (Path(__file__).parents[3] / "shared/schemas/contract/examples/contract.signed.v1.json").read_text(encoding="utf-8")
)["data"]
PAGE = (Path(__file__).parents[3] / "docs/partners.md").read_text(encoding="utf-8")
RIGHTS = ["notify.*"]


@dataclass
class House:
    """The service with its sender, what it hears of events for partners and of people, and a partner's server."""

    serving: Serving
    partner: Https
    client: httpx.AsyncClient
    producer: AIOKafkaProducer
    context: ssl.SSLContext
    kept: dict[str, str] = field(default_factory=dict)

    async def signs(self, unit: str = "nanjing", name: str = "contract.signed.v1", at: datetime | None = None) -> str:
        """Another service's event on its topic; tells its id."""
        contract = new_id()
        return await self.hears("contract", contract, name, {**SIGNED, "contract_id": contract}, unit, at)

    async def hears(
        self, service: str, named: str, name: str, data: dict[str, Any], unit: str, at: datetime | None = None
    ) -> str:
        """An event of `service`, the first of its stream."""
        stream, moment = f"{service}-{named}", at or datetime.now(UTC)
        meta = {"key": named, "unit": unit}
        made = to_record(f"/pactline/{service}", stream, 1, name, json.dumps(data).encode(), meta, moment)
        topic = topic_of(service, self.serving.running.settings)
        await self.producer.send_and_wait(
            topic, made.value, made.key, headers=made.headers, timestamp_ms=made.timestamp
        )
        return f"{stream}@1"

    async def registers(self, **changed: Any) -> str:
        body = {"code": "erp", "address": self.partner.address(), "events": ["contract/contract.*"], **changed}
        answer = await self.client.post("/v1/webhooks", json=body)
        assert answer.status_code == 201, answer.text
        self.kept[answer.json()["webhook_id"]] = answer.json()["secret"]
        return answer.json()["webhook_id"]

    async def log(self, webhook: str) -> list[dict[str, Any]]:
        return (await self.client.get(f"/v1/webhooks/{webhook}/deliveries")).json()["deliveries"]

    async def execute(self, statement: str, *arguments: object) -> None:
        await self.serving.running.store.database.pool("system").execute(statement, *arguments)

    async def due_now(self) -> None:
        """The next try of everything that waits is due, and no endpoint rests."""
        await self.execute("UPDATE webhook_deliveries SET due_at = now() WHERE stage = 'waiting'")
        await self.execute("UPDATE webhook_lanes SET held_until = now()")


async def until(holds: Callable[[], Awaitable[bool]] | Callable[[], bool], seconds: float = 45) -> None:
    async with asyncio.timeout(seconds):
        while True:
            found = holds()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.05)


@pytest.fixture
async def house(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    certificate, context = self_signed(tmp_path / "tls", datetime.now(UTC) + timedelta(days=1))
    monkeypatch.setenv("PACTLINE_NOTIFY_WEBHOOK_NETWORKS", '["127.0.0.0/8"]')
    monkeypatch.setenv("PACTLINE_NOTIFY_WEBHOOK_CA_FILE", str(certificate))
    notify_settings.cache_clear()
    hearing = [consumers.partners, consumers.directory]
    alone = replace(SERVICE, consumers=hearing, background=[send_webhooks, replay_webhooks])
    serving = await serve(alone)
    for unit, parent in (("hq", None), ("jiangsu", "hq"), ("nanjing", "jiangsu"), ("suzhou", "jiangsu")):
        await serving.unit(unit, parent)
    producer = AIOKafkaProducer(bootstrap_servers=serving.running.settings.kafka)
    await producer.start()
    async with https(context) as partner:
        client = await serving.caller("li", RIGHTS, "nanjing")
        yield House(serving, partner, client, producer, context)
    await producer.stop()
    notify_settings.cache_clear()


def verified(asked: Asked, secret: str) -> dict[str, Any]:
    found: dict[str, Any] = Webhook(secret).verify(asked.body, asked.headers)
    return found


def received(asked: Asked, secret: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the partners' page has a receiver do, as it stands there."""
    monkeypatch.setenv("SECRET", secret)
    program: dict[str, Any] = {}
    exec(re.findall(r"^```python\n(# receive\.py.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0], program)
    found: dict[str, Any] = program["receive"](asked.body.encode(), asked.headers)
    return found


async def test_an_event_of_another_service_reaches_a_partner_signed_and_the_log_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    asking = json.loads(re.findall(r"-d '(\{.*?\})'", PAGE)[0])
    asking["events"].append("contract/contract.signed.v1")
    webhook = await house.registers(**{**asking, "address": house.partner.address()})
    before = WEBHOOK_ATTEMPTS.labels("notify", "delivered")._value.get()
    await house.signs("suzhou")  # of another unit
    await house.signs(name="order.placed.v1")  # not asked for
    await house.signs(at=datetime.now(UTC) - timedelta(hours=1))  # before it was registered
    event = await house.signs()
    await until(lambda: bool(house.partner.asked))
    (asked,) = house.partner.asked
    said = received(asked, house.kept[webhook], monkeypatch)
    assert (said["id"], said["type"], said["unitid"]) == (event, "contract.signed.v1", "nanjing")
    assert said["data"] == {**SIGNED, "contract_id": event.removeprefix("contract-").removesuffix("@1")}
    assert asked.line == "POST /hook HTTP/1.1"

    async def delivered() -> bool:
        return [one["stage"] for one in await house.log(webhook)] == ["delivered"]

    await until(delivered)
    (line,) = await house.log(webhook)
    assert (line["event_id"], line["status"], line["delivery_id"]) == (event, 200, asked.headers["webhook-id"])
    assert WEBHOOK_ATTEMPTS.labels("notify", "delivered")._value.get() == before + 1
    published = [f"webhook.{name}.v1" for name in ("registered", "intended", "delivered")]
    rows = await house.serving.running.store.database.pool("system").fetch("SELECT type, data FROM events")
    assert [row["type"] for row in rows] == published
    assert not any(house.kept[webhook].encode() in row["data"] or b"/hook" in row["data"] for row in rows)
    other = await house.serving.caller("bo", RIGHTS, "suzhou")
    assert (await other.get("/v1/webhooks")).json()["webhooks"] == []
    assert (await other.get(f"/v1/webhooks/{webhook}/deliveries")).json()["deliveries"] == []


async def test_the_first_event_of_a_unit_waits_until_it_is_known_where_the_unit_belongs(house: House):
    webhook = await house.registers()
    event = await house.signs("pukou")
    reached = "SELECT count(*) FROM inbox WHERE stream = $1"
    pool = house.serving.running.store.database.pool("system")
    await asyncio.sleep(0.5)
    assert (await pool.fetchval(reached, event.removesuffix("@1")), await house.log(webhook)) == (0, [])
    await house.serving.unit("pukou", "nanjing")
    await until(lambda: len(house.partner.asked) == 1)
    assert json.loads(house.partner.asked[0].body)["unitid"] == "pukou"


async def test_what_is_refused_is_sent_again_under_its_id_and_what_follows_of_its_key_waits(house: House):
    webhook = await house.registers()
    house.partner.behaviours = [status(503)]
    await house.signs()
    await until(lambda: bool(house.partner.asked))

    async def postponed() -> bool:
        return [one["attempts"] for one in await house.log(webhook)] == [1]

    await until(postponed)
    await house.due_now()
    await until(lambda: len(house.partner.asked) == 2)
    first, second = house.partner.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


@pytest.mark.parametrize("dated", [False, True], ids=["in seconds", "as a date"])
async def test_an_endpoint_that_is_busy_is_left_alone_as_long_as_it_asks_for(house: House, dated: bool):
    webhook = await house.registers()
    asked_at = datetime.now(UTC)
    until_then = format_datetime(asked_at + timedelta(minutes=20), usegmt=True) if dated else "1200"
    house.partner.behaviours = [status(429, f"Retry-After: {until_then}")]
    await house.signs()

    async def postponed() -> bool:
        return [one["attempts"] for one in await house.log(webhook)] == [1]

    await until(postponed)
    (line,) = await house.log(webhook)
    assert (line["stage"], line["reason"], line["status"]) == ("waiting", "refused", 429)
    wait = datetime.fromisoformat(line["due_at"]) - asked_at
    assert timedelta(minutes=19) < wait < timedelta(minutes=22)
    await house.signs()  # another thing's event spends no try there meanwhile
    left = "SELECT extract(epoch FROM held_until - now()) FROM webhook_lanes"

    async def rests() -> bool:
        return 2 < await house.serving.running.store.database.pool("system").fetchval(left) <= LONGEST_REST

    await until(rests)

    async def both() -> bool:
        return len(await house.log(webhook)) == 2

    await until(both)
    assert len(house.partner.asked) == 1
    await house.due_now()
    await until(lambda: len(house.partner.asked) == 3)


async def test_a_secret_is_rotated_and_both_sign_until_the_old_one_ends(house: House):
    webhook = await house.registers()
    turned = (await house.client.post(f"/v1/webhooks/{webhook}/secret", json={"overlap_hours": 1})).json()
    await house.signs()
    await until(lambda: len(house.partner.asked) == 1)
    for secret in (house.kept[webhook], turned["secret"]):
        assert verified(house.partner.asked[0], secret)["type"] == "contract.signed.v1"
    await house.execute("UPDATE webhook_targets SET old_until = now()")
    await house.signs()
    await until(lambda: len(house.partner.asked) == 2)
    assert verified(house.partner.asked[1], turned["secret"])
    with pytest.raises(WebhookVerificationError):
        verified(house.partner.asked[1], house.kept[webhook])
    shown = await house.client.get(f"/v1/webhooks/{webhook}")
    assert "whsec_" not in shown.text
    moved = {"address": house.partner.address("/moved"), "events": ["contract/*"]}
    changing = house.client.patch(f"/v1/webhooks/{webhook}", json=moved, headers={"If-Match": shown.headers["etag"]})
    assert (await changing).status_code == 200
    await house.signs()
    await until(lambda: len(house.partner.asked) == 3)
    assert house.partner.asked[2].line == "POST /moved HTTP/1.1"


async def test_an_endpoint_that_never_answers_holds_up_no_other_one(house: House):
    async def silent(_: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with https(house.context) as stuck:
        stuck.behaviours = [silent] * 20
        await house.registers(code="stuck", address=stuck.address())
        await house.registers()
        for _ in range(6):
            await house.signs()
        await until(lambda: len(house.partner.asked) == 6 and len(stuck.asked) == AT_ONCE)


async def test_an_endpoint_that_took_nothing_for_three_days_is_disabled_and_its_owner_told(house: House):
    webhook = await house.registers()
    house.partner.behaviours = [status(500)] * (len(RETRY_AFTER) + 1)
    await house.signs()
    for attempt in range(1, len(RETRY_AFTER) + 2):
        await until(lambda attempt=attempt: len(house.partner.asked) == attempt)

        async def noted(attempt: int = attempt) -> bool:
            return [one["attempts"] for one in await house.log(webhook)] == [attempt]

        await until(noted)
        await house.due_now()
    now = (await house.client.get(f"/v1/webhooks/{webhook}")).json()
    assert (now["enabled"], now["reason"]) == (False, "failing")
    told = await house.client.get("/v1/messages", params={"rule": "webhook-disabled"})
    assert {(one["recipient"], one["channel"]) for one in told.json()["messages"]} == {("li", "inbox"), ("li", "email")}

    assert (await house.client.post(f"/v1/webhooks/{webhook}/enabling")).status_code == 201
    (line,) = await house.log(webhook)
    again = f"/v1/webhooks/{webhook}/deliveries/{line['delivery_id']}/resending"
    assert (await house.client.post(again)).json()["stage"] == "waiting"
    await until(lambda: len(house.partner.asked) == len(RETRY_AFTER) + 2)

    async def delivered() -> bool:
        return [one["stage"] for one in await house.log(webhook)] == ["delivered"]

    await until(delivered)
    assert [check.table for check in await rebuild(house.serving.running.store) if not check.same] == []


async def test_an_endpoint_that_is_closed_is_sent_nothing_any_more_and_nothing_is_kept_of_its_address_and_secret(
    house: House,
):
    webhook = await house.registers()
    house.partner.behaviours = [status(500)]
    await house.signs()

    async def postponed() -> bool:
        return [one["attempts"] for one in await house.log(webhook)] == [1]

    await until(postponed)
    at = f"/v1/webhooks/{webhook}"
    (line,) = await house.log(webhook)
    assert (await house.client.post(f"{at}/closing")).json()["enabled"] is False
    pool = house.serving.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM webhook_targets") == 0
    await house.signs()

    async def dropped() -> bool:
        return [(one["stage"], one["reason"]) for one in await house.log(webhook)] == [("failed", "closed")]

    await until(dropped)
    assert len(house.partner.asked) == 1
    shown = (await house.client.get(at)).json()
    assert (shown["enabled"], shown["closed_at"] is None) == (False, False)
    assert (await house.client.get("/v1/webhooks")).json()["webhooks"] == []
    listed = (await house.client.get("/v1/webhooks", params={"closed": True})).json()["webhooks"]
    assert [one["webhook_id"] for one in listed] == [webhook]
    assert (await house.client.post(f"{at}/closing")).json()["version"] == shown["version"]
    refused = {
        "enabling": {},
        "secret": {},
        "taking-over": {},
        "replays": {"since": datetime.now(UTC).isoformat()},
        f"deliveries/{line['delivery_id']}/resending": {},
    }
    for deed, body in refused.items():
        assert (await house.client.post(f"{at}/{deed}", json=body)).status_code == 409, deed
    again = {"code": "erp", "address": house.partner.address(), "events": ["contract/*"]}
    assert (await house.client.post("/v1/webhooks", json=again)).status_code == 409
    assert [check.table for check in await rebuild(house.serving.running.store) if not check.same] == []


async def test_what_is_being_sent_as_its_endpoint_is_closed_is_the_last_that_goes_there(house: House):
    answered = asyncio.Event()

    async def held(writer: asyncio.StreamWriter) -> None:
        await answered.wait()
        await status(200)(writer)

    webhook = await house.registers()
    house.partner.behaviours = [held] * AT_ONCE
    for _ in range(3 * AT_ONCE):
        await house.signs()
    await until(lambda: len(house.partner.asked) == AT_ONCE)
    assert (await house.client.post(f"/v1/webhooks/{webhook}/closing")).status_code == 201
    answered.set()

    async def over() -> bool:
        log = await house.log(webhook)
        return len(log) >= AT_ONCE and "waiting" not in {one["stage"] for one in log}

    await until(over)
    assert len(house.partner.asked) == AT_ONCE


async def test_what_is_nobodys_since_its_owner_left_goes_on_and_is_taken_over(house: House):
    webhook = await house.registers()
    chief = await house.serving.caller("hu", RIGHTS, "jiangsu")
    await house.signs()
    await until(lambda: len(house.partner.asked) == 1)
    store, left = house.serving.running.store, {"staff_id": "li", "effective_on": "2026-03-02"}
    await house.hears("portal", "li", "portal.staff_left.v1", left, "nanjing")

    async def of_nobody() -> bool:
        return (await chief.get(f"/v1/webhooks/{webhook}")).json()["owner_id"] is None

    await until(of_nobody)
    await house.serving.leave("li")
    told = (await chief.get("/v1/messages", params={"rule": "webhook-of-nobody"})).json()["messages"]
    assert {(one["recipient"], one["channel"]) for one in told} == {("hu", "inbox"), ("hu", "email")}
    await house.signs()
    await until(lambda: len(house.partner.asked) == 2)

    async with store.begin() as work:
        await give_up_webhook(work, webhook, "failing")
    told = (await chief.get("/v1/messages", params={"rule": "webhook-disabled-of-nobody"})).json()["messages"]
    assert {one["recipient"] for one in told} == {"hu"}
    assert (await chief.get("/v1/messages", params={"rule": "webhook-disabled"})).json()["messages"] == []

    at = f"/v1/webhooks/{webhook}"
    assert (await chief.post(f"{at}/taking-over")).status_code == 201
    assert (await chief.get(at)).json()["owner_id"] == "hu"
    again = await chief.post(f"{at}/taking-over")
    assert (again.status_code, again.json()["type"]) == (409, "urn:pactline:problem:owner-there")
    assert [check.table for check in await rebuild(store) if not check.same] == []


async def test_who_may_only_read_closes_nothing_and_takes_nothing_over_and_another_unit_finds_nothing(house: House):
    webhook = await house.registers()
    reader = await house.serving.caller("mei", ["notify.webhook.read"], "nanjing")
    other = await house.serving.caller("bo", RIGHTS, "suzhou")
    for deed in ("closing", "taking-over"):
        assert (await reader.post(f"/v1/webhooks/{webhook}/{deed}")).status_code == 403
        assert (await other.post(f"/v1/webhooks/{webhook}/{deed}")).status_code == 404
    shown = (await house.client.get(f"/v1/webhooks/{webhook}")).json()
    assert (shown["owner_id"], shown["enabled"], shown["version"]) == ("li", True, 1)


async def test_a_replay_brings_what_was_recorded_since_a_moment_under_the_same_ids(house: House):
    since = datetime.now(UTC)
    early = await house.signs()
    webhook = await house.registers()
    await house.signs("suzhou")
    late = await house.signs()
    await until(lambda: len(house.partner.asked) == 1)
    first = house.partner.asked[0].headers["webhook-id"]

    async def delivered() -> bool:
        return {one["stage"] for one in await house.log(webhook)} == {"delivered"}

    await until(delivered)
    answer = await house.client.post(f"/v1/webhooks/{webhook}/replays", json={"since": since.isoformat()})
    assert answer.status_code == 201, answer.text
    await until(lambda: len(house.partner.asked) == 3)
    again = {json.loads(one.body)["id"]: one.headers["webhook-id"] for one in house.partner.asked[1:]}
    assert set(again) == {early, late}
    assert again[late] == first

    async def ended() -> bool:
        replays = (await house.client.get(f"/v1/webhooks/{webhook}/replays")).json()["replays"]
        return [one["found"] for one in replays] == [2]

    await until(ended)
