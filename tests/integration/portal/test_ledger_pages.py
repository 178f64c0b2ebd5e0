"""The ledger of messages for who looks after customers and who runs the installation, over the real notify service."""

from dataclasses import replace

import pytest

from services.notify.app import SERVICE as NOTIFY
from services.notify.inbox.live import wake_listeners
from services.notify.message.aggregate import MESSAGE, LoseOutcome, StartAttempt, decide
from services.notify.telling.handlers import hear
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id
from tests.integration.notify.conftest import signed

from .conftest import set_up
from .visiting import PATIENT, browse, let_in


async def lose(notify: Serving, about: str) -> str:
    """The sender of the mail about a thing is gone while it was on its way."""
    async with notify.running.store.begin() as work:
        named = "SELECT message_id FROM messages WHERE channel = 'email' AND about = $1"
        message = await work.load(MESSAGE, await work.conn.fetchval(named, about), must_exist=True)
        work.record(message, decide(message.state, StartAttempt(work.context.now)))
        work.record(message, decide(message.state, LoseOutcome(1)))
    return message.id


async def test_who_was_told_what_is_found_by_person_and_thing_and_an_unknown_outcome_is_decided_once(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    apart = f"ledger-{new_id()}-"
    service = replace(NOTIFY, consumers=[], background=[wake_listeners])
    notify = await serve(service, topic_prefix=apart, own_keys=issuer_of)
    async with behind_a_socket(notify.app) as address:
        portal = await set_up(serve, notify_url=address, topic_prefix=apart)
        await let_in(notify, portal)
        anna = await portal.join("anna", portal.unit_id, "asset_keeper")
        for contract, owner in (("1", anna), ("2", "")):
            async with notify.running.store.begin() as work:
                fact = replace(signed(contract_id=contract, owner_id=owner or None), unit=portal.unit_id)
                await hear(work, fact)
        message = await lose(notify, "contract-1")
        browser = await browse(portal)
        found = await browser.read("/messages", recipient=anna)
        for said in ("Contract P-2026-1 is signed", "Name of anna", "nobody knows whether it was sent"):
            assert said in found
        assert "nobody is there to be told" in await browser.read("/messages", about="contract-2")
        assert "Nobody was told anything" in await browser.read("/messages", about="contract-2", recipient=anna)

        assert "Decide what became of it" in await browser.read(f"/messages/{message}")
        at = f"/messages/{message}/decision"
        await browser.send(at, status=303, outcome="sent")
        assert "somebody found that it was sent" in await browser.read(f"/messages/{message}")
        await browser.send(at, status=409, outcome="repeat")

        assert (await (await browse(portal, "anna")).http.get("/messages")).status_code == 403
