import asyncio
from datetime import timedelta

from aiokafka import AIOKafkaConsumer

from services.portal.app import SERVICE
from services.portal.setup.handlers import bootstrap_secret
from services.portal.staff.aggregate import STAFF
from services.portal.staff.events import RoleGranted, SessionEnded
from services.portal.token.handlers import issuer_of
from shared.eventstore.rebuild import rebuild
from shared.testing.isolation import SECRET
from shared.testing.serving import Serve
from shared.values.ids import new_id

from .conftest import PASSWORD, Portal


async def test_the_first_start_happens_once_and_for_who_has_the_printed_secret(portal: Portal):
    body = {
        "bootstrap": bootstrap_secret(SECRET),
        "organisation": "Another",
        "administrator": {"login": "evil", "name": "E", "password": PASSWORD},
    }
    assert (await portal.http.post("/v1/setup", json=body)).status_code == 409
    assert (await portal.http.post("/v1/setup", json={**body, "bootstrap": "guess"})).status_code == 401


async def test_a_first_start_asked_for_again_with_its_key_is_answered_and_not_done_again(serve: Serve):
    http = (await serve(SERVICE, own_keys=issuer_of)).client()
    body = {
        "bootstrap": bootstrap_secret(SECRET),
        "organisation": "Great Wall Trading",
        "administrator": {"login": "root", "name": "Root", "password": PASSWORD},
    }
    key = {"Idempotency-Key": "first-start"}
    assert (await http.post("/v1/setup", json={**body, "bootstrap": "guess"}, headers=key)).status_code == 401
    first, again = [await http.post("/v1/setup", json=body, headers=key) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert (again.headers["idempotency-replayed"], "idempotency-replayed" in first.headers) == ("true", False)
    guess = await http.post("/v1/setup", json={**body, "bootstrap": "guess"}, headers=key)
    assert (guess.status_code, guess.json()["type"]) == (422, "urn:pactline:problem:idempotency-key-reused")


async def test_what_the_first_start_makes_is_one_chain_and_one_trace_in_the_store_and_on_the_topic(portal: Portal):
    running = portal.serving.running
    stored = [row["meta"] for row in await running.store.database.pool("system").fetch("SELECT meta FROM events")]
    (correlation,) = {meta["correlation"] for meta in stored}
    (trace,) = {meta["trace"].split("-")[1] for meta in stored}
    assert len(stored) > 2
    consumer = AIOKafkaConsumer(
        f"{running.settings.topic_prefix}portal.events",
        bootstrap_servers=running.settings.kafka,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    found = []
    async with asyncio.timeout(20):
        while len(found) < len(stored):
            headers = {name: value.decode() for name, value in (await consumer.getone()).headers}
            if headers.get("ce_correlationid") == correlation:
                found.append(headers)
    await consumer.stop()
    assert {headers["traceparent"].split("-")[1] for headers in found} == {trace}


async def test_units_form_one_tree_and_rights_reach_what_is_below(portal: Portal):
    province = await portal.unit("Jiangsu", kind="province")
    nanjing = await portal.unit("Nanjing", province)
    suzhou = await portal.unit("Suzhou", province)
    await portal.join("li", nanjing, "manager")
    await portal.join("wang", suzhou, "manager")
    await portal.join("zhao", province, "manager")
    li, zhao = await portal.speak_for("li"), await portal.speak_for("zhao")
    seen = {one["login"] for one in (await li.get("/v1/staff")).json()["staff"]}
    assert seen == {"li"}
    below = {one["login"] for one in (await zhao.get("/v1/staff")).json()["staff"]}
    assert below == {"li", "wang", "zhao"}


async def test_a_unit_moved_takes_its_staff_out_of_one_sight_and_into_another(portal: Portal):
    first, second = await portal.unit("A", kind="province"), await portal.unit("B", kind="province")
    city = await portal.unit("C", first)
    await portal.join("boss", second, "manager")
    await portal.join("worker", city)
    boss = await portal.speak_for("boss")
    assert {one["login"] for one in (await boss.get("/v1/staff")).json()["staff"]} == {"boss"}
    body = {"parent_id": second, "name": "C", "kind": "city", "effective_on": "2026-02-01"}
    moved = await portal.admin.put(f"/v1/units/{city}", json=body, headers={"If-Match": '"1"'})
    assert moved.status_code == 200, moved.text
    assert {one["login"] for one in (await boss.get("/v1/staff")).json()["staff"]} == {"boss", "worker"}


async def test_a_unit_can_not_hang_below_itself_or_below_nothing(portal: Portal):
    province = await portal.unit("P", kind="province")
    city = await portal.unit("C", province)
    body = {"parent_id": city, "name": "P", "kind": "province", "effective_on": "2026-02-01"}
    ring = await portal.admin.put(f"/v1/units/{province}", json=body, headers={"If-Match": '"1"'})
    assert (ring.status_code, ring.json()["type"]) == (422, "urn:pactline:problem:unit-below-itself")
    root = {"parent_id": None, "name": "Second", "kind": "headquarters", "effective_on": "2026-02-01"}
    assert (await portal.admin.post("/v1/units", json=root)).status_code == 422


async def test_somebody_with_a_role_on_one_unit_can_not_grant_on_another(portal: Portal):
    north, south = await portal.unit("N"), await portal.unit("S")
    await portal.join("na", north, "administrator")
    sa = await portal.join("sa", south)
    na = await portal.speak_for("na")
    body = {"role": "manager", "unit_id": south}
    assert (await na.post(f"/v1/staff/{sa}/roles", json=body)).status_code == 403
    own = await portal.join("nb", north)
    assert (await na.post(f"/v1/staff/{own}/roles", json=body)).status_code == 403
    assert (await na.post(f"/v1/staff/{own}/roles", json={**body, "unit_id": north})).status_code == 201


async def test_a_leaver_is_cut_off_at_once_and_can_not_come_back(portal: Portal):
    unit = await portal.unit("N")
    gone = await portal.join("gone", unit, "manager")
    client = await portal.speak_for("gone")
    assert (await client.get("/v1/staff")).status_code == 200
    left = await portal.admin.post(f"/v1/staff/{gone}/leaving", json={"effective_on": "2026-03-01"})
    assert left.status_code == 201, left.text
    assert (await client.get("/v1/staff")).status_code == 401
    assert (await portal.sign_in("gone")).status_code == 401
    again = await portal.http.post("/v1/tokens", json={"session": portal.made["gone"], "audience": "portal"})
    assert again.status_code == 401


async def test_names_are_answered_by_id_and_unreadable_once_erased(portal: Portal):
    unit = await portal.unit("N")
    staff_id = await portal.join("anna", unit)
    found = (await portal.admin.get("/v1/people", params={"ids": staff_id})).json()["people"]
    assert (found[0]["name"], found[0]["email"]) == ("Name of anna", "anna@example.com")
    await _lives_through_a_snapshot(portal, staff_id, unit)
    await portal.admin.post(f"/v1/staff/{staff_id}/leaving", json={"effective_on": "2026-03-01"})
    erased = await portal.admin.post(f"/v1/staff/{staff_id}/erasure", json={"reason": "asked for"})
    assert erased.status_code == 201, erased.text
    found = (await portal.admin.get("/v1/people", params={"ids": staff_id})).json()["people"]
    assert (found[0]["name"], found[0]["active"]) == ("[erased]", False)


async def _lives_through_a_snapshot(portal: Portal, staff_id: str, unit: str) -> None:
    """A long life of somebody with roles is read back from its snapshot, by what follows here as well."""
    granted = RoleGranted(staff_id=staff_id, role="clerk", permissions=["contract.*.read"], unit_id=unit, until=None)
    store = portal.serving.running.store
    async with store.begin() as work:
        person = await work.load(STAFF, staff_id)
        ended = [SessionEnded(staff_id=staff_id, session_id=f"s-{number}") for number in range(250)]
        work.record(person, [granted, *ended])
    async with store.begin() as work:
        again = await work.load(STAFF, staff_id)
        kept = await work.conn.fetchval("SELECT state FROM snapshots WHERE stream_id = $1", again.name)
    assert again.snapshot_version == again.version == person.version > 250
    assert again.state == person.state
    assert ("clerk", unit) in again.state.roles
    assert b"clerk" not in kept


async def test_no_name_and_no_password_lies_readable_in_an_event(portal: Portal):
    await portal.join("anna", portal.unit_id)
    rows = await portal.serving.running.store.database.pool("system").fetch("SELECT data FROM events")
    everything = b"".join(row["data"] for row in rows)
    assert b"Name of anna" not in everything
    assert b"anna@example.com" not in everything
    assert b"argon2" not in everything


async def test_a_login_is_personal_and_free_again_once_its_owner_is_erased(portal: Portal):
    staff_id = await portal.join("wang.fang", portal.unit_id, "manager")
    pool = portal.serving.running.store.database.pool("system")
    rows = await pool.fetch(
        "SELECT row_to_json(e)::text FROM events e UNION ALL SELECT row_to_json(s)::text FROM staff s"
        " UNION ALL SELECT row_to_json(c)::text FROM credentials c"
    )
    assert not any("wang.fang" in row[0] or b"wang.fang".hex() in row[0] for row in rows)
    assert (await portal.sign_in("wang.fang")).status_code == 201
    assert (await portal.admin.get(f"/v1/staff/{staff_id}")).json()["login"] == "wang.fang"
    body = {"unit_id": portal.unit_id, "login": "wang.fang", "name": "Another", "effective_on": "2026-01-01"}
    assert (await portal.admin.post("/v1/staff", json=body)).status_code == 409
    await portal.admin.post(f"/v1/staff/{staff_id}/leaving", json={"effective_on": "2026-03-01"})
    await portal.admin.post(f"/v1/staff/{staff_id}/erasure", json={"reason": "asked for"})
    assert (await portal.admin.get(f"/v1/staff/{staff_id}")).json()["login"] == "[erased]"
    assert (await portal.sign_in("wang.fang")).status_code == 401
    assert await pool.fetchval("SELECT count(*) FROM credentials WHERE staff_id = $1", staff_id) == 0
    assert [check.table for check in await rebuild(portal.serving.running.store) if not check.same] == []
    assert (await portal.admin.post("/v1/staff", json=body)).status_code == 201


async def test_the_tables_made_again_from_the_events_are_the_same(portal: Portal):
    province = await portal.unit("P", kind="province")
    await portal.join("anna", await portal.unit("C", province), "manager")
    portal.clock.advance(timedelta(minutes=1))
    checks = await rebuild(portal.serving.running.store)
    assert [check.table for check in checks if not check.same] == []


async def test_roles_are_listed_and_an_unknown_one_is_refused(portal: Portal):
    roles = (await portal.admin.get("/v1/roles")).json()["roles"]
    assert {"administrator", "cashier", "service"} <= {role["role"] for role in roles}
    body = {"role": "emperor", "unit_id": portal.unit_id}
    assert (await portal.admin.post(f"/v1/staff/{portal.staff_id}/roles", json=body)).status_code == 422


async def test_the_status_page_names_every_service_and_says_who_is_away(portal: Portal):
    page = await portal.http.get("/status")
    assert page.status_code == 200
    assert all(name in page.text for name in ("customer", "contract", "asset", "scoring", "notify", "portal"))
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_a_role_goes_to_somebody_here_or_to_one_of_the_services(portal: Portal):
    body = {"role": "service", "unit_id": portal.unit_id}
    for nobody in ("service:bank", new_id()):
        assert (await portal.admin.post(f"/v1/staff/{nobody}/roles", json=body)).status_code == 404
    assert (await portal.admin.post("/v1/staff/service:notify/roles", json=body)).status_code == 201


async def test_a_unit_that_nobody_has_is_refused_by_the_field(portal: Portal):
    nobody = new_id()
    joining = {"login": "eva", "name": "Eva", "effective_on": "2026-01-01"}
    for address, body in (
        ("/v1/staff", joining),
        (f"/v1/staff/{portal.staff_id}/moves", {"effective_on": "2026-01-01"}),
        (f"/v1/staff/{portal.staff_id}/roles", {"role": "manager"}),
    ):
        answer = await portal.admin.post(address, json={**body, "unit_id": nobody})
        assert answer.status_code == 422, answer.text
        assert [one["pointer"] for one in answer.json()["errors"]] == ["/unit_id"]


async def test_a_unit_of_nobody_or_out_of_reach_is_refused_by_the_field(portal: Portal):
    province, elsewhere = await portal.unit("A", kind="province"), await portal.unit("B", kind="province")
    city = await portal.unit("C", province)
    _, wang = await portal.join("li", province, "administrator"), await portal.join("wang", city, "manager")
    there = await portal.speak_for("li")
    unit = {"name": "D", "kind": "city", "effective_on": "2026-01-01"}
    joining = {"login": "zhao", "name": "Z", "password": PASSWORD, "effective_on": "2026-01-01"}
    for address, body, field in (
        ("/v1/units", unit, "parent_id"),
        ("/v1/staff", joining, "unit_id"),
        (f"/v1/staff/{wang}/moves", {"effective_on": "2026-01-02"}, "unit_id"),
        (f"/v1/staff/{wang}/roles", {"role": "manager"}, "unit_id"),
    ):
        for named, status in ((new_id(), 422), (elsewhere, 403)):
            answer = await there.post(address, json={**body, field: named})
            assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (status, [f"/{field}"])
    never = await there.post(f"/v1/staff/{wang}/roles/manager/revocation", json={"unit_id": elsewhere})
    assert (never.status_code, [one["pointer"] for one in never.json()["errors"]]) == (409, ["/unit_id"])
    top = {**unit, "kind": "headquarters", "parent_id": None}
    answer = await there.post("/v1/units", json=top)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (403, ["/parent_id"])
