"""A backup under load, everything destroyed, restored into a new place: nothing promised is missing."""

import asyncio
import json
import shutil

import pytest

from services import operations
from services.catalogue import CATALOGUE
from shared.keeping.manifest import read
from shared.messaging.administration import administrator, delete_topics
from shared.runtime.status import environment_of
from shared.settings import platform_settings

from .living import Living, living, pactline, room


@pytest.fixture(scope="module")
def place():
    with room() as folder:
        yield folder


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


async def whole(one: Living, monkeypatch) -> None:
    """The audit is clean and settled, and each service's tables are what its events say."""
    for name, value in environment_of(one.data_dir).items():
        monkeypatch.setenv(name, value)
    platform_settings.cache_clear()
    async with asyncio.timeout(240):
        while not (report := await operations.audit_everything()).settled:
            await asyncio.sleep(0.5)
    assert report.clean, list(report.sentences())
    for spec in CATALOGUE:
        checks = await operations.rebuild_tables(spec.name, swap=False)
        assert [check["table"] for check in checks if not check["same"]] == [], spec.name
    platform_settings.cache_clear()


async def test_what_was_answered_before_the_backup_is_there_after_everything_was_destroyed(place, monkeypatch):
    target, kept = place / "backup", place / "kept-elsewhere"
    with living(place / "first", PACTLINE_ERASURES=str(kept)) as first:
        first.start()
        secret = (first.data_dir / "secret").read_text()
        promised, people = await backed_up_under_load(first, target)
        first.kill()
    shutil.rmtree(first.data_dir)
    (place / "secret").write_text(secret)
    assert secret.strip() not in "".join(file.read_text(errors="replace") for file in target.iterdir())

    new, options = place / "second", ("--erasures", kept, "--secret-file", place / "secret")
    done = await asyncio.to_thread(pactline, "restore", target, "--data-dir", new, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 persons erased again" in done.stdout
    with living(new, PACTLINE_ERASURES=str(kept)) as second:
        second.start()
        async with second.administrator() as caller:
            for customer in promised:
                await caller.get("customer", f"/v1/customers/{customer}")
            names = {who: (await caller.get("customer", f"/v1/contacts/{one}"))["name"] for who, one in people.items()}
            assert names == {"前者": "[erased]", "后者": "[erased]", "留者": "留者"}
            await register(caller, "恢复之后有限公司")
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
        refused = pactline("restore", folder, *into)
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
    refused = pactline("restore", place / "backup", "--data-dir", place / "third", *options, **variables)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert not (place / "third").exists()


def test_a_manifest_says_where_each_store_stood(place):
    document = json.loads((place / "backup" / "manifest.json").read_text())["manifest"]
    assert {one["service"] for one in document["services"]} == {spec.name for spec in CATALOGUE}
    assert all(one["published"] <= one["position"] for one in document["services"])


async def test_a_topic_deleted_by_accident_is_published_again_from_its_store(place, monkeypatch):
    kept = str(place / "kept-elsewhere")
    with living(place / "second", PACTLINE_ERASURES=kept) as one:
        one.start()
        async with one.administrator() as caller:
            await asyncio.to_thread(delete_topics, administrator(one.settings), ["customer.events"])
            await register(caller, "丢失期间有限公司")
        running = await asyncio.to_thread(pactline, "customer", "republish", "--data-dir", one.data_dir)
        assert running.returncode == 1
        assert "Stop it" in running.stderr
        one.stop()
        done = await asyncio.to_thread(pactline, "customer", "republish", "--data-dir", one.data_dir)
        assert done.returncode == 0, done.stderr
        one.start()
        await whole(one, monkeypatch)
