"""What is personal lies nowhere in plain, before its erasure and after it: every byte of a whole installation is looked
at, as a person who took the disk away would.
"""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.story.callers import Caller
from shared.values.ids import new_id
from tests.integration.observability.installation import Installation, paid, running, sold
from tests.integration.security import leaks

LATIN, CHINESE, PINYIN, DIGITS = "quillfeather", "欧阳赤霄", "ouyangchixiao", "9876543"
CORES = (LATIN, LATIN.capitalize(), LATIN.upper(), CHINESE, PINYIN, DIGITS)
"""What every recognisable value of this test is made of."""

PUBLIC = "granite harbour"
"""The name of an organisation is no personal data: it has to be found, or the search could not find anything."""

ERASED = "[erased]"
NOT_SEARCHED = ("mail", "secret")
"""What was delivered lies in the mail box as it was sent: until the erasure, and to others longer."""


@dataclass
class People:
    """Everybody who comes to be known, by what has to be asked to erase them."""

    addresses: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    streams: dict[str, str] = field(default_factory=dict)

    def add(self, service: str, address: str, stream: str, field_name: str = "name") -> None:
        self.addresses[stream] = (service, address, field_name)
        self.streams[stream] = service


def person(number: int) -> dict[str, str]:
    """Name, e-mail and phone of somebody, each recognisable."""
    name = f"{CHINESE}{number}" if number % 2 else f"{LATIN.capitalize()} Zebulon {number}"
    return {"name": name, "email": f"{LATIN}.{number}@marked.example", "phone": f"139{DIGITS}{number % 10}"}


async def customers(works: Caller, people: People) -> str:
    """A person by hand, changed, with a duplicate merged into it; one by import; an organisation with two contacts."""
    one, other = person(1), person(2)
    kinds = (("phone", one["phone"]), ("email", one["email"]))
    identifiers = [{"kind": kind, "value": value} for kind, value in kinds]
    classes = {"region": f"{CHINESE}州", "industry": f"{LATIN} weaving", "client_kind": f"{LATIN}'s kin"}
    body = {"kind": "person", "person_name": one["name"], "identifiers": identifiers, "stage": "active", **classes}
    made = await works.post("customer", "/v1/customers", body)
    twin = await works.post("customer", "/v1/customers", {"kind": "person", "person_name": other["name"]})
    change = {"reason": f"{one['name']} married", "person_name": person(3)["name"], "industry": f"{LATIN} dyeing"}
    address = f"/v1/customers/{made['customer_id']}"
    headers = {"If-Match": '"1"', **(await works._authorization("customer"))}
    changed = await works.client.patch(works.settings.url("customer") + address, json=change, headers=headers)
    assert changed.status_code == 200, changed.text
    merging = {"survivor_id": made["customer_id"], "reason": f"{other['name']} again"}
    await works.post("customer", f"/v1/customers/{twin['customer_id']}/merge", merging)
    people.add("customer", address, f"customer-{made['customer_id']}")
    people.streams[f"customer-{twin['customer_id']}"] = "customer"
    await imported(works, people)
    firm = {"kind": "organisation", "name": PUBLIC.title(), "roles": ["customer"]}
    company = str((await works.post("customer", "/v1/customers", firm))["customer_id"])
    for number, role in ((4, "finance"), (5, "buyer")):
        contact = {"role": role, "function": f"{CHINESE}'s {LATIN}", "locale": "en", **person(number)}
        added = await works.post("customer", f"/v1/customers/{company}/contacts", contact)
        people.add("customer", f"/v1/contacts/{added['contact_id']}", f"contact-{added['contact_id']}")
    return company


async def imported(works: Caller, people: People) -> None:
    """A file with one good row and one that is refused."""
    good = {"source_id": "1", "kind": "person", "person_name": person(6)["name"], "stage": "active", "region": CHINESE}
    bad = {**good, "source_id": "2", "identifiers": [{"kind": "phone", "value": f"1{DIGITS}"}]}
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in (good, bad)).encode()
    started = await works.upload("customer", "/v1/imports", content, "application/x-ndjson", source="till")
    async with asyncio.timeout(30):
        while (await works.get("customer", f"/v1/imports/{started['import_id']}"))["stage"] != "completed":
            await asyncio.sleep(0.2)
    found = (await works.get("customer", "/v1/customers", q=person(6)["name"]))["customers"]
    known = next(one for one in found if one["name"] == person(6)["name"])["customer_id"]
    people.add("customer", f"/v1/customers/{known}", f"customer-{known}")


async def looked_at(works: Caller, people: People) -> None:
    """Everything that shows them, asks for them, or refuses what names them, as it happens every day."""
    for service, address, name in people.addresses.values():
        shown = await works.get(service, address)
        assert shown[name] != ERASED
    for query in (CHINESE, LATIN, PINYIN, person(1)["phone"], person(1)["email"]):
        await works.get("customer", "/v1/customers", q=query)
    ids = ",".join(stream.partition("-")[2] for stream in people.streams)
    for service in ("customer", "portal"):
        await works.get(service, "/v1/people", ids=ids)
    wrong = {"kind": "person", "person_name": person(7)["name"], LATIN: person(7)["email"], "stage": CHINESE}
    await works.post("customer", "/v1/customers", wrong, status=422)
    broken = (person(8)["name"] + "\0").encode()
    answer = await works.client.post(
        works.settings.url("customer") + f"/v1/customers?{LATIN}={person(8)['email']}",
        content=b'{"person_name": "' + broken,
        headers={"Idempotency-Key": new_id(), "Correlation-Id": person(8)["email"]},
    )
    assert answer.status_code in (400, 401, 422)


async def mailed(installation: Installation, works: Caller, decides: Caller, company: str, leaver: str) -> None:
    """A contact is thanked for a payment by mail, a member of staff told of a signing: name and address go through
    notify and stay nowhere there. What is said of somebody on the way, by who decides and who remarks, lies sealed.
    """
    await installation.caught_up()
    to, signed = [{"kind": "person", "person": leaver}], {"on": "contract.signed.v1", "template": "contract-signed"}
    rule = {**signed, "code": "also-told", "subject": "contract_id", "subject_kind": "contract", "channels": ["email"]}
    await works.post("notify", "/v1/rules", {"definition": {**rule, "to": to}})
    contract = await sold(works, decides, company, said=f"{person(5)['name']} is good for it")
    remark = {"clause": None, "words": f"{person(4)['name']} agreed on the phone"}
    await works.post("contract", f"/v1/contracts/{contract}/comments", remark)
    told = await works.get("contract", f"/v1/contracts/{contract}/comments")
    assert [one["words"] for one in told["items"]] == [remark["words"]]
    await paid(works, contract)
    async with asyncio.timeout(60):
        for number in (4, 9):
            while not leaks.in_files(installation.home / "mail", [person(number)["email"]]):
                await asyncio.sleep(0.3)


async def erased(works: Caller, people: People) -> None:
    reason = {"reason": f"{CHINESE} ({LATIN}) asked for it"}
    for service, address, _ in people.addresses.values():
        if service == "portal":
            await works.post(service, f"{address}/leaving", {"effective_on": "2026-03-01"})
        await works.post(service, f"{address}/erasure", reason)
    for service, address, name in people.addresses.values():
        shown = await works.get(service, address)
        assert shown[name] == ERASED, address
        assert not any(shown.json.get(one) for one in ("region", "industry", "client_kind")), address
        assert {shown.json.get(one, ERASED) for one in ("function", "title")} == {ERASED}, address


async def out_of_the_box(installation: Installation) -> None:
    """What was mailed to somebody who was erased lies in the mail box no more; what others were told stays."""
    box = installation.home / "mail"
    gone = [value for number in range(1, 10) for value in person(number).values()]
    async with asyncio.timeout(30):
        while leaks.in_files(box, gone):
            await asyncio.sleep(0.2)
    assert leaks.in_files(box, [person(0)["email"]])


async def checkpoint(installation: Installation) -> None:
    """Whatever PostgreSQL holds in memory lies on the disk."""
    conn = await asyncpg.connect(installation.postgres_url)
    try:
        await conn.execute("CHECKPOINT")
    finally:
        await conn.close()


async def nothing_in_plain(installation: Installation) -> None:
    await checkpoint(installation)
    home, bootstrap = installation.home, f"127.0.0.1:{installation.first_port + 92}"
    read = await leaks.records(bootstrap)
    assert leaks.in_records(read, CORES) == []
    lies = leaks.in_files(home, [*CORES, PUBLIC.title()], without=NOT_SEARCHED)
    public = [found for found in lies if f": {PUBLIC.title()} as " in found]
    assert [found for found in lies if found not in public] == []
    assert await leaks.in_tables(installation.postgres_url, CORES) == []
    # The control: what is public is found by the same search.
    assert any(found.startswith("postgres/data/base/") for found in public)
    assert await leaks.in_tables(installation.postgres_url, [PUBLIC.title()])
    assert leaks.in_records(read, [PUBLIC.title()])


async def wrapped_keys(installation: Installation, people: People) -> dict[str, bytes]:
    """The keys as they lie in the tables; with the master secret they would open what was sealed."""
    found: dict[str, bytes] = {}
    for service in set(people.streams.values()):
        conn = await asyncpg.connect(installation.postgres_url, database=f"pactline_{service}")
        try:
            streams = [stream for stream, owner in people.streams.items() if owner == service]
            for row in await conn.fetch("SELECT * FROM person_keys WHERE stream_id = ANY ($1)", streams):
                found[row["stream_id"]] = row["wrapped"]
        finally:
            await conn.close()
    return found


async def swept(installation: Installation) -> None:
    """docs/operations/erasure.md, "When no byte of a key may stay"."""
    for service in ("customer", "portal"):
        conn = await asyncpg.connect(installation.postgres_url, database=f"pactline_{service}")
        try:
            await conn.execute("VACUUM FULL person_keys")
        finally:
            await conn.close()
    conn = await asyncpg.connect(installation.postgres_url)
    try:
        await conn.execute("ALTER SYSTEM SET wal_recycle = off")
        await conn.execute("SELECT pg_reload_conf()")
        await conn.execute("SELECT pg_switch_wal()")
        for _ in range(2):
            await conn.execute("CHECKPOINT")
        await conn.execute("ALTER SYSTEM RESET wal_recycle")
        await conn.execute("SELECT pg_reload_conf()")
    finally:
        await conn.close()


@pytest.mark.parametrize("core", CORES)
def test_each_form_of_a_value_is_recognised(core: str, tmp_path: Path):
    for number, (form, needle) in enumerate(leaks.forms(core).items()):
        (tmp_path / f"{number}").write_bytes(b"\0before " + needle + b" after")
        assert any(found.endswith(f"as {form}") for found in leaks.in_files(tmp_path, [core])), form


async def test_nobody_is_readable_on_the_disk_before_their_erasure_and_nothing_opens_it_after():
    people = People()
    with running() as installation:
        async with installation.set_up(name=person(0)["name"], email=person(0)["email"]) as (works, decides):
            company = await customers(works, people)
            leaver = await installation.join(works, "a-3", **person(9), title=f"{CHINESE} of {LATIN}")
            people.add("portal", f"/v1/staff/{leaver}", f"staff-{leaver}")
            await looked_at(works, people)
            await mailed(installation, works, decides, company, leaver)
            await installation.caught_up()
            await nothing_in_plain(installation)
            keys = await wrapped_keys(installation, people)
            assert keys.keys() == people.streams.keys()

            await erased(works, people)
            await installation.caught_up()
            await out_of_the_box(installation)
            await nothing_in_plain(installation)
            assert await wrapped_keys(installation, people) == {}
            await swept(installation)
            assert leaks.with_bytes(installation.home, keys) == []
            await still_working(works)


async def still_working(works: Caller) -> None:
    found: Any = await works.get("customer", "/v1/customers", q=CHINESE)
    assert found["customers"] == []
