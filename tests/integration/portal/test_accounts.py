"""Looking after accounts and sessions of others: who sees them, what is refused, what a new password undoes."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from services.portal.account.proving import MOST_FAILURES
from services.portal.account.queries import IDLE
from services.portal.office.background import tell_offices
from services.portal.unused_account import background

from .conftest import PASSWORD, Portal
from .test_offices import OFFICES, separate

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
async def north(portal: Portal) -> str:
    return await portal.unit("North")


@pytest.fixture
async def anna(portal: Portal, north: str) -> str:
    return await portal.join("anna", north)


@pytest.fixture
async def southern(portal: Portal):
    """An administrator of another unit."""
    south = await portal.unit("South")
    await portal.join("southern", south, "administrator")
    return await portal.speak_for("southern")


async def asked(portal: Portal, path: str, **params: object) -> dict:
    answer = await portal.admin.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def sessions(portal: Portal, staff_id: str) -> list[str]:
    found = (await asked(portal, "/v1/sessions", staff_id=staff_id))["sessions"]
    assert {one["staff_id"] for one in found} <= {staff_id}
    return [one["session_id"] for one in found]


async def signed_in(portal: Portal, login: str) -> str:
    return (await portal.sign_in(login)).json()["session"].partition(".")[0]


async def test_accounts_are_those_of_who_works_here_with_their_last_use(portal: Portal, anna: str):
    gone = await portal.join("gone", portal.unit_id)
    await portal.admin.post(f"/v1/staff/{gone}/leaving", json={"effective_on": "2026-01-02"})
    found = {one["staff_id"]: one for one in (await asked(portal, "/v1/accounts"))["accounts"]}
    assert found.keys() == {portal.staff_id, anna}
    assert (found[anna]["used_at"], found[anna]["must_change"], found[anna]["locked_until"]) == (None, False, None)
    assert found[portal.staff_id]["used_at"] is not None


async def test_accounts_that_nobody_uses_are_counted_from_the_last_use_or_the_password(portal: Portal, anna: str):
    portal.clock.advance(timedelta(days=30, hours=1))
    portal.admin = await portal.speak_for("root")
    unused = [one["staff_id"] for one in (await asked(portal, "/v1/accounts", unused_days=30))["accounts"]]
    assert unused == [anna]
    assert (await asked(portal, "/v1/accounts", unused_days=31))["accounts"] == []
    await portal.sign_in("anna")
    assert (await asked(portal, "/v1/accounts", unused_days=30))["accounts"] == []


@pytest.mark.parametrize("days", ["-1", "3651", "many", "1.5"])
async def test_days_without_meaning_are_refused(portal: Portal, days: str):
    refused = await portal.admin.get("/v1/accounts", params={"unused_days": days})
    assert refused.status_code == 422


async def test_open_sessions_are_listed_newest_first_and_those_that_idled_away_are_not(portal: Portal, anna: str):
    first, second = await signed_in(portal, "anna"), await signed_in(portal, "anna")
    assert await sessions(portal, anna) == [second, first]
    portal.clock.advance(IDLE + timedelta(seconds=1))
    portal.admin = await portal.speak_for("root")
    assert await sessions(portal, anna) == []


async def test_who_looks_after_another_unit_sees_neither_account_nor_session_and_changes_nothing(
    portal: Portal, anna: str, southern
):
    await portal.sign_in("anna")
    seen = (await southern.get("/v1/accounts")).json()["accounts"]
    assert anna not in {one["staff_id"] for one in seen}
    assert (await southern.get("/v1/sessions", params={"staff_id": anna})).json()["sessions"] == []
    for path in ("password-resets", "sign-outs"):
        refused = await southern.post(f"/v1/staff/{anna}/{path}", json={} if path == "sign-outs" else None)
        assert refused.status_code == 404, refused.text
    assert (await portal.sign_in("anna")).status_code == 201
    assert len(await sessions(portal, anna)) == 2


async def test_a_new_password_unlocks_ends_every_session_and_is_changed_at_once(portal: Portal, anna: str):
    await portal.sign_in("anna")
    for _ in range(MOST_FAILURES):
        await portal.sign_in("anna", "wrong")
    locked = {one["staff_id"]: one["locked_until"] for one in (await asked(portal, "/v1/accounts"))["accounts"]}
    assert locked[anna] is not None
    made = await portal.admin.post(f"/v1/staff/{anna}/password-resets")
    assert made.status_code == 201, made.text
    given = made.json()["one_time_password"]
    assert await sessions(portal, anna) == []
    assert (await portal.sign_in("anna")).status_code == 401
    needed = await portal.sign_in("anna", given)
    assert needed.json()["type"] == "urn:pactline:problem:password-change-needed"
    assert (await portal.sign_in("anna", given, new_password=PASSWORD)).status_code == 201


async def test_who_has_left_or_never_came_gets_no_password_and_is_signed_out_of_nothing(portal: Portal, anna: str):
    await portal.admin.post(f"/v1/staff/{anna}/leaving", json={"effective_on": "2026-01-02"})
    left = await portal.admin.post(f"/v1/staff/{anna}/password-resets")
    assert (left.status_code, left.json()["type"]) == (409, "urn:pactline:problem:not-possible-now")
    for path in ("password-resets", "sign-outs"):
        unknown = await portal.admin.post(f"/v1/staff/{NOBODY}/{path}", json={} if path == "sign-outs" else None)
        assert unknown.status_code == 404, unknown.text


async def test_one_session_of_somebody_is_ended_or_all_and_no_one_elses(portal: Portal, anna: str):
    first, second, third = [await signed_in(portal, "anna") for _ in range(3)]
    own = (await sessions(portal, portal.staff_id))[0]
    done = await portal.admin.post(f"/v1/staff/{anna}/sign-outs", json={"session_id": second})
    assert (done.status_code, done.json()) == (201, {"staff_id": anna})
    assert await sessions(portal, anna) == [third, first]
    await portal.admin.post(f"/v1/staff/{anna}/sign-outs", json={"session_id": own})
    assert own in await sessions(portal, portal.staff_id), "it is another's"
    await portal.admin.post(f"/v1/staff/{anna}/sign-outs", json={})
    assert await sessions(portal, anna) == []


async def test_signing_out_everywhere_by_a_session_that_is_over_is_refused(portal: Portal, anna: str):
    session = (await portal.sign_in("anna")).json()["session"]
    assert (await portal.http.post("/v1/sign-outs", json={"session": session})).status_code == 204
    again = await portal.http.post("/v1/sign-outs", json={"session": session, "everywhere": True})
    assert (again.status_code, again.json()["type"]) == (401, "urn:pactline:problem:session-over")


async def test_an_office_is_given_to_nobody_who_has_left(portal: Portal):
    three = {office: await portal.join(office, portal.unit_id) for office in OFFICES}
    await portal.admin.post(f"/v1/staff/{three['audit']}/leaving", json={"effective_on": "2026-01-02"})
    refused = await separate(portal, three)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/audit")


async def test_before_there_is_an_organisation_nobody_is_told_of_offices(serve):
    from services.portal.app import SERVICE
    from services.portal.token.handlers import issuer_of

    serving = await serve(SERVICE, own_keys=issuer_of)
    with capture_logs() as lines:
        await tell_offices(serving.running)
    assert [line for line in lines if line["event"] == "single_administrator"] == []


async def test_the_watching_of_accounts_goes_on_after_a_failure(portal: Portal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(background, "AGAIN_SECONDS", 0.01)
    running, looks = portal.serving.running, []
    look = background.look

    async def at_first_away(asked_of):
        looks.append(asked_of)
        if len(looks) == 1:
            raise ConnectionError("the database is away")
        return await look(asked_of)

    monkeypatch.setattr(background, "look", at_first_away)
    with capture_logs() as lines:
        watching = asyncio.create_task(background.watch_accounts(running))
        async with asyncio.timeout(20):
            while len(looks) < 2:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert not watching.done()
        watching.cancel()
        await asyncio.wait([watching])
    assert [line["error"] for line in lines if line["event"] == "accounts_not_reviewed"] == [
        "ConnectionError('the database is away')"
    ]
    assert len(looks) == 2, "the next look is an hour away"


async def test_more_accounts_than_one_transaction_takes_are_all_reported(portal: Portal, monkeypatch):
    from services.portal.unused_account import handlers

    monkeypatch.setattr(handlers, "MOST", 2)
    monkeypatch.setattr(background, "MOST", 2)
    for number in range(5):
        await portal.join(f"idle{number}", portal.unit_id)
    portal.clock.advance(timedelta(days=handlers.DAYS, hours=1))
    await portal.sign_in("root")
    assert await background.look(portal.serving.running) == 5
    assert await background.look(portal.serving.running) == 0
