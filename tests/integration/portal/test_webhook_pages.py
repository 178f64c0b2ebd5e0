"""Endpoints of partners as who looks after them has them on pages, over the real notify service."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.notify.app import SERVICE as NOTIFY
from services.notify.webhook.handlers import leave_webhooks
from services.notify.webhook_delivery.aggregate import NoteTaken
from services.notify.webhook_delivery.handlers import note_result, offer
from services.notify.webhook_delivery.offering import Offered
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve
from shared.values.ids import new_id

from .conftest import set_up
from .visiting import PATIENT, browse, let_in

AT = "/administration/webhooks"
SIGNED = Offered(
    service="contract",
    type="contract.signed.v1",
    id="contract-1@1",
    key="1",
    unit="",
    recorded_at=datetime.now(UTC),
    data={},
)


async def test_an_endpoint_is_registered_told_its_secret_once_changed_and_what_went_there_is_sent_again(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    apart = f"webhooks-{new_id()}-"
    notify = await serve(replace(NOTIFY, consumers=[], background=[]), topic_prefix=apart, own_keys=issuer_of)
    async with behind_a_socket(notify.app) as address:
        portal = await set_up(serve, notify_url=address, topic_prefix=apart)
        await let_in(notify, portal)
        browser = await browse(portal)
        assert "No endpoints" in await browser.read(AT)
        said = {"code": "erp", "events": "contract/*\nasset/asset.*", "unit_id": portal.unit_id}
        plain = await browser.send(f"{AT}/new", status=422, address="http://partner.example/x", **said)
        assert "asset/asset.*" in plain
        told = await browser.send(f"{AT}/new", address="https://partner.example/secret-path", **said)
        (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", told)
        listed = await browser.read(AT)
        assert ("partner.example" in listed, "secret-path" in listed, secret in listed) == (True, False, False)
        (at,) = set(re.findall(rf"{AT}/[0-9a-f-]{{36}}", listed))

        async with notify.running.store.begin() as work:
            await offer(work, replace(SIGNED, unit=portal.unit_id, recorded_at=work.context.now))
        async with notify.running.store.begin() as work:
            delivery = await work.conn.fetchval("SELECT delivery_id FROM webhook_deliveries")
            await note_result(work, delivery, NoteTaken(204))
        assert ">taken<" in await browser.read(at, stage="delivered")
        await browser.send(f"{at}/deliveries/{delivery}/resending", status=303)
        assert "Nothing was sent" in await browser.read(at, stage="delivered")
        assert ">waits<" in await browser.read(at, stage="waiting")

        form = await browser.read(f"{at}/deeds/change")
        assert "contract/*\nasset/asset.*" in form
        changed = {"events": "asset/*", "owner_id": portal.staff_id}
        await browser.send(f"{at}/deeds/change", status=412, version="7", **changed)
        await browser.send(f"{at}/deeds/change", status=303, version="1", **changed)
        assert "asset/*" in await browser.read(at)
        assert secret not in await browser.send(f"{at}/deeds/secret", overlap_hours="24")
        assert "The secret before signs until" in await browser.read(at)
        await browser.send(f"{at}/deeds/replay", status=422, since="yesterday")
        await browser.send(f"{at}/deeds/replay", status=303, since="2026-01-01", until="2026-01-31")
        assert "being read" in await browser.read(at)
        await browser.send(f"{at}/deeds/disabling", status=303)
        assert "by hand" in await browser.read(at)

        async with notify.running.store.begin() as work:
            await leave_webhooks(work, portal.staff_id)
        assert ">nobody<" in await browser.read(AT)
        assert "works here no longer" in await browser.read(f"{at}/deeds/taking-over")
        await browser.send(f"{at}/deeds/taking-over", status=303)
        assert ">nobody<" not in await browser.read(at)
        assert "It is somebody" in await browser.send(f"{at}/deeds/taking-over", status=409)
        assert "be undone" in await browser.read(f"{at}/deeds/closing")
        await browser.send(f"{at}/deeds/closing", status=303)
        over = await browser.read(at)
        assert (">closed<" in over, "ended with the endpoint" in over, "/deeds/" in over) == (True, True, False)
        assert at not in await browser.read(AT)
        assert at in await browser.read(AT, which="closed")

        await portal.join("anna", portal.unit_id, "cashier")
        cashier = await browse(portal, "anna")
        for address_of in (AT, at, f"{AT}/new", f"{at}/deeds/secret", f"{at}/deeds/closing"):
            assert (await cashier.http.get(address_of)).status_code == 403, address_of
