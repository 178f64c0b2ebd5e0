"""A backup under load, everything destroyed, restored into a new place: nothing promised is missing.

The tests of this file are one story over one backup, in their order: a whole installation takes long to start.
"""

import asyncio
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from services import operations
from services.catalogue import CATALOGUE
from services.keeping.servers import of_the_stopped
from services.scoring.generation.command import run_rebuild
from shared.eventstore.database import Database, database_name, url_with
from shared.keeping.manifest import read
from shared.keeping.restore import opened
from shared.messaging.administration import administrator, delete_topics
from shared.messaging.envelope import to_record
from shared.messaging.producer import EventProducer
from shared.messaging.topics import ensure_topics
from shared.runtime.status import environment_of
from shared.settings import PlatformSettings, platform_settings
from shared.testing.servers import own_servers

from .living import Living, answered, living, pactline, room


@pytest.fixture(scope="module")
def place():
    with room() as folder:
        yield folder


@pytest.fixture(scope="module")
def kept(place):
    """The list of erased persons, on another disk as it were."""
    return place / "kept-elsewhere"


@pytest.fixture(scope="module")
def second(place, kept):
    """The new place."""
    with living(place / "second", PACTLINE_ERASURES=str(kept)) as one:
        yield one


LATER = "恢复之后有限公司"
INBOX = "SELECT version FROM inbox WHERE stream = $1 AND source = 'customer' ORDER BY consumer LIMIT 1"
FOLDED = "SELECT version FROM seen_streams WHERE stream = $1"
FOUND = "SELECT (at->>'found')::int FROM audit_checkpoints WHERE name = $1"
STANDS = "SELECT (SELECT count(*) FROM events), (SELECT position FROM relay)"


def manifest_of(place):
    return read(place / "backup").services


def withdrawn_from(folder) -> str:
    """The texts of events that had been published and are no more."""
    lines = (folder / "withdrawn.jsonl").read_text(encoding="utf-8").splitlines()
    return "\n".join(json.loads(line)["data"] for line in lines)


async def stands_at(server_url: str) -> dict[str, tuple[int, int]]:
    """How many events each store holds, and up to which position its relay has published."""
    found = {}
    for spec in CATALOGUE:
        conn = await asyncpg.connect(url_with(server_url, database=database_name(spec.name)))
        found[spec.name] = tuple(await conn.fetchrow(STANDS))
        await conn.close()
    return found


async def publish_something(settings: PlatformSettings, stream: str, version: int, name: str) -> None:
    body, meta = b'{"name":"published before"}', {"key": stream.partition("-")[2]}
    said = to_record("/pactline/customer", stream, version, name, body, meta, datetime.now(UTC))
    producer = EventProducer(settings, "customer")
    await producer.publish([said])
    await producer.stop()


async def known_in(settings: PlatformSettings, service: str, asking: str, name: str, number: int) -> None:
    """Waits until the service's database answers so."""
    of_service = Database(settings.database_url, service, settings.secret.get_secret_value())
    conn = await asyncpg.connect(of_service.url("system"))
    async with asyncio.timeout(120):
        while await conn.fetchval(asking, name) != number:
            await asyncio.sleep(0.1)
    await conn.close()


async def register(caller, name: str) -> str:
    body = {"kind": "organisation", "name": name, "roles": ["customer"]}
    return (await caller.post("customer", "/v1/customers", body))["customer_id"]


async def add_contact(caller, customer: str, name: str) -> str:
    body = {"role": "buyer", "name": name, "email": "someone@example.com"}
    return (await caller.post("customer", f"/v1/customers/{customer}/contacts", body))["contact_id"]


async def keep_registering(caller, promised: list[str], stop: asyncio.Event, lane: int) -> None:
    while not stop.is_set():
        promised.append(await register(caller, f"负载{lane}-{len(promised)}有限公司"))


async def backed_up_under_load(one: Living, target) -> tuple[list[str], dict[str, str]]:
    """What was answered 2xx before the backup began, and the contacts: one erased before it, one after, one never."""
    promised: list[str] = []
    async with one.administrator(first=True) as caller:
        customer = await register(caller, "南京华信科技有限公司")
        people = {name: await add_contact(caller, customer, name) for name in ("前者", "后者", "留者")}
        await caller.post("customer", f"/v1/contacts/{people['前者']}/erasure", {"reason": "本人要求"})
        stop = asyncio.Event()
        load = [asyncio.create_task(keep_registering(caller, promised, stop, lane)) for lane in range(4)]
        while len(promised) < 30:
            await asyncio.sleep(0.1)
        before = list(promised)
        done = await asyncio.to_thread(pactline, "backup", target, "--data-dir", one.data_dir)
        assert done.returncode == 0, done.stderr
        stop.set()
        await asyncio.gather(*load)
        assert len(promised) > len(before), "the load did not go on during the backup"
        await caller.post("customer", f"/v1/contacts/{people['后者']}/erasure", {"reason": "本人要求"})
    return before, people


async def backed_up_from_a_page(caller) -> None:
    """Asked of the portal that serves; every byte of it is as it was written."""
    wanted = (await caller.post("portal", "/v1/backups", {}))["backup_id"]
    async with asyncio.timeout(120):
        while True:
            [made] = (await caller.get("portal", "/v1/backups"))["backups"]
            if made["ended_at"] is not None:
                break
            await asyncio.sleep(0.2)
    assert (made["backup_id"], made["state"], made["there"], made["why"]) == (wanted, "done", True, "")
    found = opened(Path(made["place"]))
    assert {one.service for one in found.services} == {spec.name for spec in CATALOGUE}
    assert sum(one.events for one in found.services) == made["events"]


async def made_anew(one: Living, monkeypatch) -> None:
    """What `pactline scoring rebuild --accept-differences` does."""
    reached(one, monkeypatch)
    await run_rebuild((), accept_differences=True)


def reached(one: Living, monkeypatch) -> None:
    for name, value in environment_of(one.data_dir).items():
        monkeypatch.setenv(name, value)
    platform_settings.cache_clear()


async def whole(one: Living, monkeypatch) -> None:
    """The audit is clean and settled, and each service's tables are what its events say."""
    reached(one, monkeypatch)
    async with asyncio.timeout(240):
        while not (report := await operations.audit_everything()).settled:
            await asyncio.sleep(0.5)
    assert report.clean, list(report.sentences())
    alone = await operations.audit_everything(["contract"])
    assert alone.clean
    assert [one.events for one in alone.published] == [
        one.events for one in report.published if one.service == "contract"
    ]
    assert {one.service for one in alone.effects} == {"contract"}
    for spec in CATALOGUE:
        checks = await operations.rebuild_tables(spec.name, swap=False)
        assert [check["table"] for check in checks if not check["same"]] == [], spec.name
    platform_settings.cache_clear()


async def test_what_was_answered_before_the_backup_is_there_after_everything_was_destroyed(
    place, kept, second, monkeypatch
):
    target = place / "backup"
    with living(place / "first", PACTLINE_ERASURES=str(kept)) as first:
        first.start()
        secret = (first.data_dir / "secret").read_text()
        promised, people = await backed_up_under_load(first, target)
        first.kill()
    shutil.rmtree(first.data_dir)
    (place / "secret").write_text(secret)
    assert secret.strip() not in "".join(file.read_text(errors="replace") for file in target.iterdir())

    options = ("--erasures", kept, "--secret-file", place / "secret")
    done = await asyncio.to_thread(pactline, "restore", target, "--data-dir", second.data_dir, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 persons erased again" in done.stdout
    second.start()
    async with second.administrator() as caller:
        for customer in promised:
            await caller.get("customer", f"/v1/customers/{customer}")
        names = {who: (await caller.get("customer", f"/v1/contacts/{one}"))["name"] for who, one in people.items()}
        assert names == {"前者": "[erased]", "后者": "[erased]", "留者": "留者"}
        await register(caller, LATER)
        await backed_up_from_a_page(caller)
    await whole(second, monkeypatch)


def test_a_backup_that_is_not_whole_or_was_changed_is_refused_in_a_sentence(place):
    source, torn, changed = place / "backup", place / "torn", place / "changed"
    shutil.copytree(source, torn)
    (torn / "manifest.json").unlink()
    shutil.copytree(source, changed)
    dump = changed / read(source).services[0].dump
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    into = ("--data-dir", place / "third", "--without-erasures")
    for folder, words in ((torn, "cut short"), (changed, "SHA-256 differs")):
        refused = answered("restore", folder, *into)
        assert refused.returncode == 1
        assert words in refused.stderr
        assert "Traceback" not in refused.stderr
    assert not (place / "third").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "list of erased persons is not at"),
        (("--without-erasures",), "made under another secret"),
    ],
)
def test_a_restore_that_would_bring_back_too_much_or_could_not_read_it_is_refused(place, options, words):
    variables = {} if options else {"PACTLINE_SECRET_FILE": str(place / "secret")}
    refused = answered("restore", place / "backup", "--data-dir", place / "third", *options, **variables)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert not (place / "third").exists()


def test_a_manifest_says_where_each_store_stood(place):
    document = json.loads((place / "backup" / "manifest.json").read_text())["manifest"]
    assert {one["service"] for one in document["services"]} == {spec.name for spec in CATALOGUE}
    assert all(one["published"] <= one["position"] for one in document["services"])


async def test_a_topic_is_published_again_from_its_store_and_who_saw_a_stranger_s_record_is_put_back_and_named(
    second, monkeypatch
):
    settings = second.settings
    async with second.administrator() as caller:
        stream = f"customer-{await register(caller, '陌生人所述有限公司')}"
        for version in (1, 2):
            if version == 2:
                await publish_something(settings, stream, 2, "customer.whispered.v1")
            await known_in(settings, "contract", INBOX, stream, version)
            await known_in(settings, "scoring", FOLDED, stream, version)
        await asyncio.to_thread(delete_topics, administrator(settings), ["customer.events"])
        await register(caller, "丢失期间有限公司")
    running = await asyncio.to_thread(pactline, "customer", "republish", "--data-dir", second.data_dir)
    assert running.returncode == 1
    assert "Stop it" in running.stderr
    second.stop()
    done = await asyncio.to_thread(pactline, "customer", "republish", "--data-dir", second.data_dir)
    assert done.returncode == 0, done.stderr
    seen = f"had seen {stream}@2, which is not in the store"
    _, *told = done.stdout.splitlines()
    assert [line for line in told if seen not in line] == []
    assert set(told) >= {
        f"contract.contract {seen}: it goes on from version 1; look at what it did for that stream",
        f"scoring.models {seen}: make its read models anew (`pactline scoring rebuild --accept-differences`)",
    }
    second.start()
    # What only a reader saw is found in the background too, and is over once its models are made anew.
    await known_in(second.settings, "scoring", FOUND, "models ahead of customer", 1)
    await known_in(second.settings, "contract", FOUND, "contract ahead of customer", 0)
    await made_anew(second, monkeypatch)
    await whole(second, monkeypatch)


def test_a_restore_over_an_installation_gives_up_what_came_later_and_names_it(place, kept, second):
    restoring = ("restore", place / "backup", "--data-dir", second.data_dir, "--erasures", kept)
    while_it_runs = answered(*restoring, "--replace")
    assert (while_it_runs.returncode, "already runs" in while_it_runs.stderr) == (1, True)
    second.stop()
    unasked = answered(*restoring)
    assert (unasked.returncode, "say --replace" in unasked.stderr) == (1, True)

    done = pactline(*restoring, "--replace")
    assert done.returncode == 0, done.stdout + done.stderr
    assert LATER in withdrawn_from(second.data_dir)
    with of_the_stopped(second.data_dir, "look into it") as variables:
        held = asyncio.run(stands_at(variables["PACTLINE_DATABASE_URL"]))
    assert held == {one.service: (one.events + one.service.endswith("customer"), 0) for one in manifest_of(place)}


def test_a_restore_into_servers_of_ones_own_refuses_what_they_hold(place, kept):
    folder = place / "files"
    restoring = ("restore", place / "backup", "--data-dir", folder, "--erasures", kept)
    with own_servers() as servers:
        own = {
            "PACTLINE_DATABASE_URL": servers.postgres_url,
            "PACTLINE_KAFKA": servers.kafka_bootstrap,
            "PACTLINE_SECRET_FILE": str(place / "secret"),
        }
        settings = PlatformSettings(kafka=servers.kafka_bootstrap)
        asyncio.run(ensure_topics(settings, ["customer"]))
        asyncio.run(publish_something(settings, "customer-a", 1, "customer.registered.v1"))
        there = answered(*restoring, **own)
        assert (there.returncode, "customer.events" in there.stderr) == (1, True), there.stderr
        done = pactline(*restoring, "--replace", **own)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "published before" in withdrawn_from(folder)
        held = asyncio.run(stands_at(servers.postgres_url))
        assert held == {one.service: (one.events + one.service.endswith("customer"), 0) for one in manifest_of(place)}
        again = answered(*restoring, **own)
        assert (again.returncode, "pactline_customer" in again.stderr) == (1, True), again.stderr
    assert not (folder / "secret").exists()
