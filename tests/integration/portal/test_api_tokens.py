"""API tokens as their handlers keep them: shown once, counted as used, over with their last day or at once."""

from datetime import timedelta

import httpx
import pytest

from services.portal.api_token.handlers import SIGN, ApiTokenRefusedError, make_token, subject_of_token
from services.portal.api_token.schemas import ApiTokenBody
from services.portal.staff.projections import GRANT_OVER
from shared.values.errors import InvalidFieldError

from .conftest import Portal
from .test_access_requests import come_due


def asked(portal: Portal, **changed: object) -> ApiTokenBody:
    until = portal.clock.today(portal.serving.running.store.zone) + timedelta(days=10)
    body = {"name": "ERP", "unit_id": portal.unit_id, "scopes": ["customer.*.read"], "until": until}
    return ApiTokenBody(**{**body, **changed})


async def made(portal: Portal, **changed: object) -> tuple[str, str]:
    async with portal.serving.running.begin() as work:
        return await make_token(work, asked(portal, **changed))


async def subject(portal: Portal, text: str) -> tuple[str, str]:
    async with portal.serving.running.begin() as work:
        return await subject_of_token(work, text)


async def revoked(portal: Portal, token_id: str) -> httpx.Response:
    return await portal.admin.post(f"/v1/api-tokens/{token_id}/revocation")


async def row(portal: Portal, token_id: str) -> dict[str, object]:
    pool = portal.serving.running.store.database.pool("system")
    return dict(await pool.fetchrow("SELECT * FROM api_tokens WHERE token_id = $1", token_id))


async def test_the_text_is_shown_once_and_lies_nowhere(portal: Portal):
    token_id, text = await made(portal)
    assert text.startswith(f"{SIGN}{token_id}.")
    secret = text.partition(".")[2]
    pool = portal.serving.running.store.database.pool("system")
    for table in ("api_tokens", "events", "grants", "idempotency", "journal"):
        told = str(await pool.fetchval(f'SELECT json_agg(t)::text FROM "{table}" t'))
        assert secret not in told, table
        assert secret.encode().hex() not in told, table


async def test_a_token_speaks_for_itself_until_the_end_of_its_last_day_and_counts_as_used(portal: Portal):
    token_id, text = await made(portal)
    assert (await row(portal, token_id))["used_at"] is None
    portal.clock.advance(timedelta(days=10))
    assert await subject(portal, text) == (f"token:{token_id}", token_id)
    assert (await row(portal, token_id))["used_at"] == portal.clock.now()
    portal.clock.advance(timedelta(days=1))
    with pytest.raises(ApiTokenRefusedError):
        await subject(portal, text)


@pytest.mark.parametrize("change", ["secret", "id", "nothing", "sign"])
async def test_no_other_text_is_a_token(portal: Portal, change: str):
    token_id, text = await made(portal)
    other, _ = await made(portal)
    wrong = {
        "secret": text[:-2] + "zz",
        "id": text.replace(token_id, other),
        "nothing": "",
        "sign": text.removeprefix(SIGN) + ".",
    }
    with pytest.raises(ApiTokenRefusedError):
        await subject(portal, wrong[change])


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"scopes": ["customer.*.read", "bank.money.take"]}, "/scopes/1"),
        ({"scopes": ["portal.role.grant"]}, "/scopes/0"),
        ({"scopes": ["portal.*"]}, "/scopes/0"),
        ({"unit_id": "00000000-0000-7000-8000-000000000000"}, "/unit_id"),
    ],
)
async def test_what_no_program_may_hold_is_refused_at_its_field(
    portal: Portal, changed: dict[str, object], pointer: str
):
    with pytest.raises(InvalidFieldError) as refused:
        await made(portal, **changed)
    assert refused.value.details["errors"][0]["pointer"] == pointer  # type: ignore[index]


async def test_a_revoked_token_is_over_at_once_and_a_second_time_changes_nothing(portal: Portal):
    token_id, text = await made(portal)
    for _ in range(2):
        assert (await revoked(portal, token_id)).status_code == 201
    with pytest.raises(ApiTokenRefusedError):
        await subject(portal, text)
    pool = portal.serving.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM grants WHERE subject = $1", f"token:{token_id}") == 0
    assert await pool.fetchval("SELECT count(*) FROM revocations WHERE session = $1", token_id) == 1
    assert await pool.fetchval("SELECT count(*) FROM deadlines WHERE kind = $1", GRANT_OVER) == 0
    assert (await revoked(portal, "00000000-0000-7000-8000-000000000000")).status_code == 404


async def test_a_token_whose_right_ended_by_itself_is_revoked_all_the_same(portal: Portal):
    token_id, _ = await made(portal)
    portal.clock.advance(timedelta(days=11))
    await come_due(portal)
    pool = portal.serving.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM grants WHERE subject = $1", f"token:{token_id}") == 0
    portal.admin = await portal.speak_for("root")
    assert (await revoked(portal, token_id)).status_code == 201
    assert (await row(portal, token_id))["revoked_at"] == portal.clock.now()
