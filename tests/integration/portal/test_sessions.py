"""What the handlers of sign-in do with accounts, sessions and their log."""

from datetime import timedelta
from typing import Any

import pytest

from services.portal.account.errors import SignInRefusedError
from services.portal.account.journal import login_digest
from services.portal.account.passwords import WeakPasswordError
from services.portal.account.proving import LOCKED_FOR, MOST_FAILURES
from services.portal.session.errors import PasswordChangeNeededError, SessionOverError
from services.portal.session.handlers import LASTS, SignedIn, sign_in, sign_out

from .conftest import PASSWORD, Portal


async def signs_in(portal: Portal, login: str = "anna", password: str = PASSWORD, new: str | None = None) -> Any:
    async with portal.serving.running.store.begin() as work:
        return await sign_in(work, login, password, "10.0.0.7", "off", new)


async def fetch(portal: Portal, question: str, *arguments: object) -> list[Any]:
    return await portal.serving.running.store.database.pool("system").fetch(question, *arguments)


@pytest.fixture
async def anna(portal: Portal) -> str:
    return await portal.join("anna", portal.unit_id)


async def test_a_session_is_kept_by_the_hash_of_its_secret(portal: Portal, anna: str):
    signed_in = await signs_in(portal)
    assert isinstance(signed_in, SignedIn)
    session_id, _, secret = signed_in.session.partition(".")
    ((staff, row),) = await fetch(portal, "SELECT staff_id, s::text FROM sessions s WHERE session_id = $1", session_id)
    assert (staff, signed_in.staff_id) == (anna, anna)
    assert secret not in row
    assert secret.encode().hex() not in row


async def test_each_try_is_a_line_of_the_log_with_its_outcome_and_never_the_login(portal: Portal, anna: str):
    await signs_in(portal)
    await signs_in(portal, password="wrong")
    await signs_in(portal, login="nobody")
    lines = await fetch(
        portal,
        "SELECT actor, subject, outcome, j::text AS all FROM journal j WHERE detail = '10.0.0.0/24' ORDER BY number",
    )
    assert [(line["actor"], line["outcome"]) for line in lines] == [
        (anna, "signed_in"),
        (anna, "refused"),
        ("", "unknown"),
    ]
    assert [line["subject"] for line in lines] == ["", "", login_digest("nobody")]
    for line in lines:
        assert "nobody" not in line["all"]
        assert "10.0.0.7" not in line["all"]


async def test_failures_are_counted_until_a_success_and_the_last_one_locks(portal: Portal, anna: str):
    for _ in range(MOST_FAILURES - 1):
        assert isinstance(await signs_in(portal, password="wrong"), SignInRefusedError)
    assert isinstance(await signs_in(portal), SignedIn)
    assert [row[0] for row in await fetch(portal, "SELECT failures FROM credentials WHERE staff_id = $1", anna)] == [0]
    for _ in range(MOST_FAILURES):
        await signs_in(portal, password="wrong")
    assert isinstance(await signs_in(portal), SignInRefusedError)
    portal.clock.advance(LOCKED_FOR + timedelta(seconds=1))
    assert isinstance(await signs_in(portal), SignedIn)


@pytest.mark.parametrize("change", ["freezing", "leaving"])
async def test_who_is_frozen_or_has_left_is_refused_like_a_wrong_password(portal: Portal, anna: str, change: str):
    await portal.admin.post(f"/v1/staff/{anna}/{change}", json={"effective_on": "2026-03-01"})
    refused, wrong = await signs_in(portal), await signs_in(portal, login="nobody")
    assert isinstance(refused, SignInRefusedError)
    assert (refused.detail, refused.details) == (wrong.detail, wrong.details)


async def test_a_password_is_changed_with_the_old_one_only_and_to_a_strong_one(portal: Portal, anna: str):
    assert isinstance(await signs_in(portal, password="wrong", new="battery horse staple"), SignInRefusedError)
    for weak in ("short", PASSWORD, "a" * 12):
        with pytest.raises(WeakPasswordError):
            await signs_in(portal, new=weak)
    assert isinstance(await signs_in(portal, new="battery horse staple"), SignedIn)
    assert isinstance(await signs_in(portal), SignInRefusedError)
    assert isinstance(await signs_in(portal, password="battery horse staple"), SignedIn)


async def test_a_first_password_opens_no_session_until_it_is_changed(portal: Portal):
    body = {"unit_id": portal.unit_id, "login": "eva", "name": "Eva", "effective_on": "2026-01-01"}
    made = (await portal.admin.post("/v1/staff", json=body)).json()
    assert isinstance(await signs_in(portal, "eva", made["one_time_password"]), PasswordChangeNeededError)
    assert await fetch(portal, "SELECT FROM sessions WHERE staff_id = $1", made["staff_id"]) == []


async def test_signing_out_ends_one_session_or_all_and_says_so_as_an_event(portal: Portal, anna: str):
    first, second, third = [await signs_in(portal) for _ in range(3)]
    store = portal.serving.running.store
    async with store.begin() as work:
        await sign_out(work, first.session, everywhere=False)
    assert len(await fetch(portal, "SELECT FROM sessions WHERE staff_id = $1", anna)) == 2
    async with store.begin() as work:
        await sign_out(work, second.session, everywhere=True)
    assert await fetch(portal, "SELECT FROM sessions WHERE staff_id = $1", anna) == []
    ended = "SELECT FROM events WHERE type = 'portal.session_ended.v1' AND stream_id = $1"
    assert len(await fetch(portal, ended, f"staff-{anna}")) == 3
    async with store.begin() as work:
        await sign_out(work, third.session, everywhere=False)
        with pytest.raises(SessionOverError):
            await sign_out(work, third.session, everywhere=True)


async def test_a_sign_in_clears_away_sessions_that_ended_by_themselves(portal: Portal, anna: str):
    await signs_in(portal)
    portal.clock.advance(LASTS + timedelta(minutes=1))
    await signs_in(portal)
    assert len(await fetch(portal, "SELECT FROM sessions WHERE staff_id = $1", anna)) == 1
