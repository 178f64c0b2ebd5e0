"""The programs of docs/partners.md and its commands for kcat, run as they stand by a partner of a real installation."""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.customer.app import SERVICE as CUSTOMER
from services.portal.app import SERVICE as PORTAL
from shared.messaging.topics import ensure_topics

from .guarded import guarded
from .living import pactline, room

PAGE = Path(__file__).resolve().parents[3] / "docs" / "partners.md"
BLOCK = re.compile(r"^```python\n(# (?P<name>\w+\.py).*?)^```", re.MULTILINE | re.DOTALL)
EVENTS = 7
GUARDED = re.compile(r"^```sh\n(kcat .*?)\n^```", re.MULTILINE | re.DOTALL)
PLAIN = re.compile(r"`(kcat -b 127\.0\.0\.1:8492 -C -t customer\.events [^`]*)`")
LIBRARY = re.compile(r"librdkafka (\d+)\.(\d+)\.(\d+)")
SIGNS_IN_FROM = (2, 6, 1)
OF_WEBHOOKS = "receive.py"
"""Run by tests/integration/notify/test_webhooks.py with what a running service sent."""


def kcat() -> str:
    """Where it is; `make test` installs it, or says what to do."""
    return shutil.which("kcat") or pytest.fail("there is no kcat here: see .ci/programs.py", pytrace=False)


@pytest.fixture(scope="module")
def folder():
    """The page's programs as files of their own."""
    with room() as place:
        for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
            (place / block["name"]).write_text(block[1], encoding="utf-8")
        yield place


@pytest.fixture(scope="module")
def kafka(folder):
    place = folder / "servers"
    place.mkdir()
    with guarded(place) as found:
        asyncio.run(ensure_topics(found.settings("pactline-keeper", partitions=2)))
        yield found


@pytest.fixture
async def partner(serve, kafka):
    """The variables of the page, for a partner of an installation in which something has happened."""
    shared = {"topic_prefix": "", "partitions": 2}
    portal = await serve(PORTAL, **{**kafka.options("pactline-portal"), **shared})
    customer = await serve(CUSTOMER, **{**kafka.options("pactline-customer"), **shared})
    await customer.ready(60)
    await customer.unit("headquarters", kind="headquarters")
    seller = await customer.caller("seller", ["customer.*"], "headquarters")
    for number in range(EVENTS - 1):
        body = {"kind": "organisation", "name": f"第{number}号材料有限公司", "roles": ["customer"]}
        answer = await seller.post("/v1/customers", json=body)
        assert answer.status_code == 201, answer.text
    made = answer.json()["customer_id"]
    answer = await seller.patch(
        f"/v1/customers/{made}", json={"region": "320100", "reason": "迁址"}, headers={"If-Match": '"1"'}
    )
    assert answer.is_success, answer.text
    async with asyncio.timeout(30):
        while customer.running.relay.position < EVENTS:
            await asyncio.sleep(0.1)
    added = await asyncio.to_thread(
        pactline,
        *("partner", "add", "acme", "--topics", "customer", "--json"),
        PACTLINE_DATABASE_URL="postgresql://127.0.0.1:1/postgres",
        **kafka.variables("pactline-keeper"),
    )
    known = json.loads(added.stdout)
    async with portal.listening() as address:
        yield {
            "KAFKA": known["bootstrap"],
            "KAFKA_USER": known["user"],
            "KAFKA_PASSWORD": known["password"],
            "KAFKA_CA": str(kafka.authority),
            "GROUP": f"{known['group_prefix']}copy",
            "PORTAL": address,
        }


async def ran(command: list[str], folder: Path, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    def start() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return await asyncio.to_thread(start)


async def run(folder: Path, program: str, variables: dict[str, str]) -> str:
    done = await ran([sys.executable, program], folder, variables)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


async def by_kcat(folder: Path, partner: dict[str, str]) -> None:
    """The page's command with SCRAM reads all, or is refused as the page says of older libraries."""
    [command] = GUARDED.findall(PAGE.read_text(encoding="utf-8"))
    done = await ran(["sh", "-c", f"{command} -e"], folder, partner)
    told = (await ran([kcat(), "-V"], folder, {})).stdout
    if tuple(map(int, LIBRARY.search(told).groups())) >= SIGNS_IN_FROM:
        assert (done.returncode, len(done.stdout.splitlines())) == (0, EVENTS), done.stderr[-3000:]
    else:
        assert (done.returncode, done.stdout) == (1, "")
        assert "invalid credentials" in done.stderr


async def test_each_program_of_the_page_does_what_the_page_says(folder, partner):
    reading = asyncio.create_task(by_kcat(folder, partner))
    programs = {file.name for file in folder.glob("*.py")}
    assert programs == {"partner.py", "read.py", "as_cloudevents.py", "replay.py", "verify.py", OF_WEBHOOKS}
    told = await run(folder, "read.py", partner)
    assert len(told.splitlines()) == EVENTS
    assert "customer.changed.v1" in told
    assert await run(folder, "read.py", partner) == ""
    assert f"{EVENTS} records come again" in await run(folder, "replay.py", partner)
    assert "/pactline/customer customer.registered.v1 customer-" in await run(folder, "as_cloudevents.py", partner)
    assert f"{EVENTS} events of {EVENTS - 1} streams, 0 faults" in await run(folder, "verify.py", partner)
    await reading


async def test_the_command_for_kcat_on_one_machine_reads_all_of_a_topic(folder, serve, kafka_bootstrap):
    page = PAGE.read_text(encoding="utf-8")
    [command] = PLAIN.findall(page)
    assert ".".join(map(str, SIGNS_IN_FROM)) in page
    assert kcat()
    customer = await serve(CUSTOMER)
    await customer.ready(60)
    await customer.unit("headquarters", kind="headquarters")
    seller = await customer.caller("seller", ["customer.*"], "headquarters")
    body = {"kind": "organisation", "name": "第七号材料有限公司", "roles": ["customer"]}
    assert (await seller.post("/v1/customers", json=body)).status_code == 201
    async with asyncio.timeout(30):
        while customer.running.relay.position < 1:
            await asyncio.sleep(0.1)
    topic = f"{customer.running.settings.topic_prefix}customer.events"
    there = {"127.0.0.1:8492": kafka_bootstrap, "customer.events": topic}
    done = await ran([there.get(word, word) for word in shlex.split(command)], folder, {})
    assert done.returncode == 0, done.stderr[-3000:]
    assert "第七号材料有限公司" in done.stdout
