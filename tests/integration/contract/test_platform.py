"""A platform of a licensed authority signs: a real server takes each signing once, and gives the file back signed."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.contract.pades.certificates import Issuer, make_authority, make_clock, make_signatory
from services.contract.pades.pages import field_of, signature_picture
from services.contract.pades.writing import signed
from services.contract.port.adapter import HttpPort
from services.contract.port.sending import TO_PLATFORM, PlatformSender
from services.contract.settings import contract_settings
from shared.eventstore.rebuild import rebuild
from shared.values.clock import SystemClock
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.signing import OUTSIDE, approved, boss_of
from tests.integration.contract.test_ports import Elsewhere
from tests.integration.contract.test_signing import by_pyhanko


class Platform(Elsewhere):
    """It says of each signing what `results` hold."""

    def __init__(self) -> None:
        super().__init__()
        self.results: dict[str, dict[str, Any]] = {}
        now = SystemClock().now()
        authority = make_authority("Licensed", now)
        self.issuer = Issuer(authority, make_clock("Licensed", authority, now), "licensed")

    def _answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        if path.endswith("/result"):
            return 200, self.results.get(path.split("/")[-2], {"state": "signing"})
        return super()._answer(method, path, headers, body)

    def sign(self, pdf: bytes, *names: str) -> bytes:
        """The file with a signature of each."""
        for place, name in enumerate(names, 1):
            now = SystemClock().now()
            credentials = make_signatory(name, f"P-{place}", name, self.issuer, now)
            pdf = signed(
                pdf, field_of(place), signature_picture([("签署人", name, False)]), credentials, self.issuer, now
            )
        return pdf


@pytest.fixture
def with_platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PACTLINE_CONTRACT_SIGNING_URL", "http://127.0.0.1:9/in")
    contract_settings.cache_clear()
    yield
    contract_settings.cache_clear()


async def given_to(company: Company, boss: tuple[str, Any]) -> tuple[str, dict[str, Any], str]:
    """A contract out at the platform: its address, the signing, the message that takes it there."""
    address = await approved(company, by=boss[1])
    return address, *await given_anew(company, boss[0], address)


async def given_anew(company: Company, boss_id: str, address: str) -> tuple[dict[str, Any], str]:
    """The signing of an approved contract at the platform, and the message that takes it there."""
    us = {"side": "us", "signatories": [{"kind": "staff", "person_id": boss_id, "name": "张伟"}]}
    groups = [us, {"side": "counterparty", "signatories": [OUTSIDE]}]
    made = await ok(company.drafter.post(f"{address}/signings", json={"groups": groups, "platform": True}))
    return made, await message_of(company, "signatures", made["signing_id"])


async def message_of(company: Company, port: str, document: str) -> str:
    """The message that leaves by itself about a document."""
    async with asyncio.timeout(20):
        while True:
            found = await ok(company.admin.get("/v1/port-messages", params={"port": port}))
            waiting: list[str] = [one["message_id"] for one in found["items"] if one["document"] == document]
            if waiting:
                return waiting[0]
            await asyncio.sleep(0.05)


async def voided(company: Company, signing_id: str) -> None:
    """The signing is called off."""
    version = (await ok(company.drafter.get(f"/v1/signings/{signing_id}")))["version"]
    void = {"json": {"reason": "anew"}, "headers": {"If-Match": f'"{version}"'}}
    await ok(company.drafter.post(f"/v1/signings/{signing_id}/voiding", **void))


async def reached(company: Company, message: str, state: str, step: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while (await ok(company.admin.get(f"/v1/port-messages/{message}")))["state"] != state:
            await step()
            await asyncio.sleep(0.1)


@pytest.mark.usefixtures("with_platform")
async def test_a_platform_is_given_a_signing_once_and_signs_it_or_tells_who_declined(company: Company):
    platform, clerk = Platform(), company.drafter
    boss = await boss_of(company)
    address, made, message = await given_to(company, boss)
    place = f"/v1/signings/{made['signing_id']}"
    shown = await ok(clerk.get(place))
    assert (shown["platform"], {one["answer"] for one in shown["signatories"]}) == (True, {"waiting"})
    assert (await boss[1].post(f"{place}/opening")).status_code == 409
    async with await platform.listen() as server:
        port = HttpPort(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/in", "word", seconds=5)
        sender = PlatformSender(company.serving.running.store, port, TO_PLATFORM)
        platform.says = {made["signing_id"]: "vanish"}
        await reached(company, message, "unknown", sender.send_due)
        platform.knows[message] = {"state": "accepted", "number": "P-7"}
        await reached(company, message, "accepted", sender.ask_due)
        assert platform.times(made["signing_id"]) == 1
        told = platform.sent[0][1]
        pdf = b64decode(told["file"])
        assert pdf == (await clerk.get(f"{place}/document")).content
        people = told["content"]["signatories"]
        assert [(one["name"], one["side"]) for one in people] == [("张伟", "us"), ("李娜", "counterparty")]

        ids = [one["signatory_id"] for one in people]
        file = await asyncio.to_thread(platform.sign, pdf, "张伟", "李娜")
        for other, who in ((b"%PDF-1.7 another", ids), (pdf, ids), (file, ids[:1])):
            platform.results[message] = {"state": "signed", "file": b64encode(other).decode(), "signatories": who}
            await sender.results_due()
            assert (await ok(clerk.get(place)))["stage"] == "open"
        platform.results[message] = {"state": "signed", "file": b64encode(file).decode(), "signatories": ids}
        await sender.results_due()
        await sender.results_due()
        contract = await ok(clerk.get(address))
        assert (contract["state"], contract["signed_by"]) == ("effective", ["us", "counterparty"])
        shown = await ok(clerk.get(place))
        assert shown["stage"] == "completed"
        assert {(one["level"], one["authentication"]) for one in shown["signatories"]} == {("licensed", "platform")}
        assert shown["signatories"][0]["authority_id"] is not None
        kept = (await clerk.get(f"{place}/document")).content
        assert kept == file
        assert await by_pyhanko(kept, list(platform.issuer.roots)) == [True, True]
        verified = await ok(company.lawyer.post("/v1/verify", content=kept))
        assert (verified["verdict"], verified["contract_id"]) == ("intact", address.rpartition("/")[2])

        address, made, message = await given_to(company, boss)
        await reached(company, message, "accepted", sender.send_due)
        (who,) = [one["signatory_id"] for one in platform.sent[-1][1]["content"]["signatories"] if one["turn"] == 1]
        platform.results[message] = {"state": "declined", "signatory_id": who, "reason": "another price"}
        await sender.results_due()
        shown = await ok(clerk.get(f"/v1/signings/{made['signing_id']}"))
        assert (shown["stage"], shown["signatories"][1]["reason"]) == ("halted", "another price")
        await voided(company, made["signing_id"])
        assert (await ok(clerk.get(address)))["state"] == "approved"
        await told_of_voiding(company, platform, sender, made["signing_id"])

        # It reached the platform, as is learned after it was called off: the platform is told then.
        made, message = await given_anew(company, boss[0], address)
        platform.says = {made["signing_id"]: "vanish"}
        await reached(company, message, "unknown", sender.send_due)
        await voided(company, made["signing_id"])
        platform.says = {}
        platform.knows[message] = {"state": "accepted", "number": "P-9"}
        await reached(company, message, "accepted", sender.ask_due)
        assert (await told_of_voiding(company, platform, sender, made["signing_id"]))["foreign_number"] == "P-9"

        # What was called off before it left does not leave, and nothing is told of it.
        made, message = await given_anew(company, boss[0], address)
        await voided(company, made["signing_id"])
        await reached(company, message, "refused", sender.send_due)
        assert platform.times(made["signing_id"]) == 0
        left = await ok(company.admin.get("/v1/port-messages", params={"port": "voidings"}))
        assert len(left["items"]) == 2
        await port.close()
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def told_of_voiding(
    company: Company, platform: Platform, sender: PlatformSender, signing_id: str
) -> dict[str, Any]:
    """What the platform, which lets the first try go wrong, was told of a signing that is called off."""
    message = await message_of(company, "voidings", signing_id)
    platform.says = {signing_id: "fail"}
    await reached(company, message, "unknown", sender.send_due)
    platform.says = {}
    platform.knows[message] = {"state": "accepted", "number": "V-1"}
    await reached(company, message, "accepted", sender.ask_due)
    (told,) = [one for _, one in platform.sent if one["message_id"] == message]
    assert (told["content"]["reason"], "file" in told) == ("anew", False)
    assert told["content"]["message_id"] == await message_of(company, "signatures", signing_id)
    content: dict[str, Any] = told["content"]
    return content


async def test_without_a_platform_no_signing_is_given_to_one(company: Company):
    boss_id, boss = await boss_of(company)
    address = await approved(company, by=boss)
    us = {"side": "us", "signatories": [{"kind": "staff", "person_id": boss_id, "name": "张伟"}]}
    body = {"groups": [us, {"side": "counterparty", "signatories": [OUTSIDE]}], "platform": True}
    refused = await company.drafter.post(f"{address}/signings", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/platform")
