"""The first start: once, by whoever has the installation's secret."""

import asyncio

import pytest

from services.portal.app import SERVICE
from services.portal.setup.first import SetupError, set_up_over_http
from services.portal.token.handlers import issuer_of
from shared.testing.isolation import SECRET
from shared.testing.serving import Serve


async def test_a_first_start_makes_an_administrator_whose_password_is_changed_at_once(serve: Serve):
    portal = await serve(SERVICE, own_keys=issuer_of)
    client = portal.client()
    assert (await client.get("/v1/setup")).json() == {"done": False}
    async with portal.listening() as address:
        made = await asyncio.to_thread(set_up_over_http, address, SECRET, "Great Wall Trading", "root", "Root")
    assert (await client.get("/v1/setup")).json() == {"done": True}
    first = {"login": "root", "password": made["one_time_password"]}
    assert (await client.post("/v1/sessions", json=first)).status_code == 403
    assert (await client.post("/v1/sessions", json={**first, "new_password": "chosen by root"})).status_code == 201


async def test_a_wrong_secret_and_a_second_start_are_refused_in_words(serve: Serve):
    portal = await serve(SERVICE, own_keys=issuer_of)
    async with portal.listening() as address:

        async def set_up(secret: str) -> object:
            return await asyncio.to_thread(set_up_over_http, address, secret, "Great Wall Trading", "root", "Root")

        with pytest.raises(SetupError, match="bootstrap secret"):
            await set_up("guessed")
        await set_up(SECRET)
        with pytest.raises(SetupError, match="organisation already"):
            await set_up(SECRET)
