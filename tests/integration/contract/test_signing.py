import asyncio
import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from shared.eventstore.rebuild import rebuild
from shared.values.clock import SystemClock
from shared.values.ids import new_id
from tests.integration.contract.changing import amendment, standing
from tests.integration.contract.changing import approved as approved_amendment
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.signing import OUTSIDE, Signing, approved, boss_of, pdfsig, sent_out


async def roots(company: Company) -> list[bytes]:
    async with company.serving.running.store.begin() as work:
        return [row["authority"] for row in await work.conn.fetch("SELECT authority FROM signing_issuers")]


async def by_pyhanko(pdf: bytes, trusted: list[bytes]) -> list[bool]:
    """The judgement of pyhanko's own validator on each signature, its time and what follows it."""
    return await asyncio.to_thread(_judged, pdf, trusted)


def _judged(pdf: bytes, trusted: list[bytes]) -> list[bool]:
    context = ValidationContext(trust_roots=[Certificate.load(one) for one in trusted], allow_fetching=False)
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return [validate_pdf_signature(one, context, context).bottom_line for one in found]


async def test_a_contract_and_what_amends_it_is_signed_by_both_sides_and_the_file_opens_elsewhere(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    signing = await sent_out(company)
    assert (await ok(company.drafter.get(signing.contract)))["state"] == "signing"
    await signing.sign_for_us()
    token = await signing.invite(2)
    opened = await ok(company.serving.client().post("/v1/invitation/opening", json={"token": token}))
    assert (opened["name"], opened["title"]) == ("李娜", "风机采购合同")
    assert (await signing.sign_outside(token)).status_code == 201

    contract = await ok(company.drafter.get(signing.contract))
    assert (contract["state"], contract["signed_by"]) == ("effective", ["us", "counterparty"])
    shown = await signing.shown()
    assert shown["stage"] == "completed"
    us, them = shown["signatories"]
    assert (us["authentication"], them["authentication"]) == ("session", "invitation")
    assert all((us["authority_id"], us["address"], them["address"]))
    assert us["hash_before"] == shown["pdf_hash"]
    assert them["hash_before"] == us["hash_after"]
    pdf = await signing.document()
    assert hashlib.sha256(pdf).hexdigest() == shown["current_hash"]

    trusted = await roots(company)
    assert await by_pyhanko(pdf, trusted) == [True, True, True]
    said = await asyncio.to_thread(pdfsig, pdf, trusted, tmp_path)
    assert [one["Signature Validation"] for one in said] == ["Signature is Valid."] * 3
    assert [one["Certificate Validation"] for one in said] == ["Certificate is Trusted."] * 3
    assert [one["Signer Certificate Common Name"] for one in said] == ["张伟", "李娜", "Pactline seal"]
    assert {one["Signature Type"] for one in said} == {"ETSI.CAdES.detached"}
    await amended_from_tomorrow(signing, trusted, monkeypatch)


async def amended_from_tomorrow(contract: Signing, trusted: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """An amendment goes out for signatures as the contract did: signed today, in force from its day on, not before."""
    company, store = contract.company, contract.company.serving.running.store
    day = (store.clock.today() + timedelta(days=1)).isoformat()
    drafted = await amendment(company, contract.contract, title="十二台风机", text="改为十二台。", effective_from=day)
    await approved_amendment(company, drafted)
    address = f"/v1/contracts/{drafted['amendment_id']}"
    groups = [
        {"side": "us", "signatories": [{"kind": "staff", "person_id": contract.boss_id, "name": "张伟"}]},
        {"side": "counterparty", "signatories": [OUTSIDE]},
    ]
    made = await ok(company.drafter.post(f"{address}/signings", json={"groups": groups}))
    out = Signing(company, address, f"/v1/signings/{made['signing_id']}", contract.boss, contract.boss_id)
    await out.sign_for_us()
    assert (await out.sign_outside(await out.invite(2))).status_code == 201
    pdf = await out.document()
    assert await by_pyhanko(pdf, trusted) == [True, True, True]
    verified = await ok(company.lawyer.post("/v1/verify", content=pdf))
    assert (verified["verdict"], verified["contract_id"]) == ("intact", drafted["amendment_id"])
    signed = await ok(company.drafter.get(address))
    assert (signed["state"], signed["effective_on"]) == ("signed", day)
    assert (await ok(company.drafter.get(contract.contract)))["title"] == "风机采购合同"

    monkeypatch.setattr(store, "clock", SystemClock(timedelta(days=1)))
    async with store.begin() as work:
        await work.conn.execute("UPDATE deadlines SET due_at = now() WHERE subject = $1", drafted["amendment_id"])
    async with asyncio.timeout(10):
        while (await ok(company.drafter.get(contract.contract)))["title"] != "十二台风机":
            await asyncio.sleep(0.05)
    assert (await ok(company.drafter.get(address)))["state"] == "effective"
    before = await standing(company, contract.contract, as_of=signed["signed_on"])
    assert (before["title"], before["amended_by"]) == ("风机采购合同", [])


async def test_one_changed_byte_is_found_wherever_it_lies(company: Company, tmp_path: Path):
    signing = await sent_out(company)
    before = await signing.document()
    await signing.sign_for_us()
    await signing.sign_outside(await signing.invite(2))
    pdf = await signing.document()

    async def verified(data: bytes) -> dict[str, Any]:
        return await ok(company.lawyer.post("/v1/verify", content=data))

    whole = await verified(pdf)
    assert (whole["verdict"], f"/v1/contracts/{whole['contract_id']}") == ("intact", signing.contract)
    assert [one["signer"] for one in whole["signatures"]] == ["张伟", "李娜", "Pactline seal"]
    assert all(one["intact"] and one["sound"] and one["trusted"] for one in whole["signatures"])
    assert (await verified(before))["verdict"] == "earlier"
    for at in range(7, len(pdf), len(pdf) // 40):
        changed = bytearray(pdf)
        changed[at] ^= 1
        assert (await verified(bytes(changed)))["verdict"] in ("changed", "foreign"), at
    middle = bytearray(pdf)
    middle[len(before) // 2] ^= 1
    said = await asyncio.to_thread(pdfsig, bytes(middle), await roots(company), tmp_path)
    assert "Signature is Valid." not in [one.get("Signature Validation") for one in said]
    added = await verified(pdf + b"\n%")
    assert added["verdict"] == "changed"


async def test_a_file_of_another_unit_is_foreign_and_what_is_no_pdf_is_refused(company: Company):
    signing = await sent_out(company)
    pdf = await signing.document()
    other = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.*"], other)
    answer = await ok(stranger.post("/v1/verify", content=pdf))
    assert (answer["verdict"], answer["contract_id"], answer["number"]) == ("foreign", None, None)
    assert (await stranger.get(signing.address)).status_code == 404
    assert (await ok(stranger.get("/v1/signings")))["items"] == []
    (listed,) = (
        await ok(company.lawyer.get("/v1/signings", params={"contract_id": signing.contract.rpartition("/")[2]}))
    )["items"]
    assert signing.address.endswith(listed["signing_id"])
    for wrong in (b"", b"PK\x03\x04", b"\x00" * 100):
        refused = await company.lawyer.post("/v1/verify", content=wrong)
        assert refused.status_code == 422
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/file"]
    for odd in (
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + b"<<" * 5000,
        b"%PDF-1.4\n1 0 obj<</Pages 1 0 R>>endobj trailer<</Root 1 0 R>>",
    ):
        answer = await ok(company.lawyer.post("/v1/verify", content=odd))
        assert (answer["verdict"], answer["signatures"]) == ("foreign", [])


async def test_out_of_turn_repeated_and_wrong_calls_change_nothing(company: Company):
    signing = await sent_out(company)
    shown = await signing.shown()
    later = shown["signatories"][1]
    early = await company.drafter.post(f"{signing.address}/invitations", json={"signatory_id": later["signatory_id"]})
    assert early.json()["type"].endswith("not-your-turn-to-sign")
    wrong = await signing.boss.post(f"{signing.address}/signatures", json={"pdf_hash": "0" * 64})
    assert wrong.json()["type"].endswith("other-document")
    nobody = await company.drafter.post(f"{signing.address}/signatures", json={"pdf_hash": shown["pdf_hash"]})
    assert nobody.json()["type"].endswith("not-a-signatory")
    simple = {"side": "us", "text_hash": shown["text_hash"]}
    beside = await company.drafter.post(f"{signing.contract}/signatures", json=simple)
    assert beside.json()["type"].endswith("signing-under-way")
    assert await signing.shown() == shown

    await signing.sign_for_us()
    again = await signing.boss.post(f"{signing.address}/signatures", json={"pdf_hash": shown["pdf_hash"]})
    assert again.json()["type"].endswith("already-answered")
    token = await signing.invite(2)
    newer = await signing.invite(2)
    assert (await signing.sign_outside(token)).status_code == 404
    assert (await signing.sign_outside(newer)).status_code == 201
    after = await signing.shown()
    assert (await signing.sign_outside(newer)).status_code == 404
    assert await signing.shown() == after


async def test_two_of_three_who_sign_at_once_write_one_after_the_other(company: Company):
    people = [{**OUTSIDE, "name": name} for name in ("Ann", "Bo", "Cy")]
    signing = await sent_out(company, *people, need=2)
    await signing.sign_for_us()
    tokens = [await signing.invite(place) for place in (2, 3, 4)]
    answers = await asyncio.gather(*(signing.sign_outside(token) for token in tokens))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409]
    shown = await signing.shown()
    chain = [one for one in shown["signatories"] if one["answer"] == "signed"]
    assert len(chain) == 3
    assert {one["hash_before"] for one in chain} - {one["hash_after"] for one in chain} == {shown["pdf_hash"]}
    assert await by_pyhanko(await signing.document(), await roots(company)) == [True] * 4
    assert (await ok(company.drafter.get(signing.contract)))["state"] == "effective"


async def test_a_declined_signature_is_asked_for_again(company: Company):
    signing = await sent_out(company)
    await signing.sign_for_us()
    token = await signing.invite(2)
    no = {"token": token, "reason": "Clause 3 is wrong"}
    declined = await ok(company.serving.client().post("/v1/invitation/declination", json=no))
    assert declined["stage"] == "halted"
    assert (await signing.sign_outside(token)).status_code == 404
    asked = next(one for one in (await signing.shown())["signatories"] if one["answer"] == "declined")
    assert asked["reason"] == "Clause 3 is wrong"
    again = {"signatory_id": asked["signatory_id"]}
    assert (await ok(company.drafter.post(f"{signing.address}/resending", json=again)))["stage"] == "open"
    assert (await signing.sign_outside(await signing.invite(2))).status_code == 201
    shown = await signing.shown()
    assert (shown["stage"], shown["signatories"][1]["times"]) == ("completed", 2)


async def test_a_voided_signing_leaves_an_approved_contract_that_goes_out_anew(company: Company):
    signing = await sent_out(company)
    moved = await signing.sign_for_us()
    stale = await company.drafter.post(
        f"{signing.address}/voiding", json={"reason": "wrong party"}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412
    headers = {"If-Match": f'"{moved["version"]}"'}
    voided = await ok(company.drafter.post(f"{signing.address}/voiding", json={"reason": "wrong"}, headers=headers))
    assert (voided["stage"], (await signing.shown())["reason"]) == ("void", "wrong")
    contract = await ok(company.drafter.get(signing.contract))
    assert (contract["state"], contract["signed_by"]) == ("approved", [])
    us = {"side": "us", "signatories": [{"kind": "staff", "person_id": signing.boss_id, "name": "张伟"}]}
    groups = {"groups": [us, {"side": "counterparty", "signatories": [OUTSIDE]}]}
    again = await ok(company.drafter.post(f"{signing.contract}/signings", json=groups))
    assert again["signing_id"] not in signing.address
    (letter,) = (await ok(company.admin.get("/v1/authorities")))["items"]
    taken = f"/v1/authorities/{letter['authority_id']}/revocation"
    await ok(company.admin.post(taken, headers={"If-Match": f'"{letter["version"]}"'}))
    anew = f"/v1/signings/{again['signing_id']}"
    shown = await ok(signing.boss.get(anew))
    refused = await signing.boss.post(f"{anew}/signatures", json={"pdf_hash": shown["pdf_hash"]})
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (403, "no-authority")


@pytest.mark.parametrize(
    "letter",
    [
        {"ceiling": "99.99"},
        {"valid_to": "2020-12-31"},
        {"directions": ["purchase"]},
        {"type_codes": ["other"]},
    ],
)
async def test_who_has_no_letter_that_reaches_does_not_sign_for_us(company: Company, letter: dict[str, Any]):
    signing = await sent_out(company, **letter)
    shown = await signing.shown()
    refused = await signing.boss.post(f"{signing.address}/signatures", json={"pdf_hash": shown["pdf_hash"]})
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (403, "no-authority")
    assert await signing.shown() == shown
    await boss_of(company)


async def test_reminders_and_the_end_of_an_invitation_come_by_the_databases_clock(company: Company):
    signing = await sent_out(company, {**OUTSIDE, "days": 20})
    await signing.sign_for_us()
    token = await signing.invite(2)
    store = company.serving.running.store

    async def later(days: int) -> None:
        async with store.begin() as work:
            await work.conn.execute("UPDATE deadlines SET due_at = due_at - make_interval(days => $1)", days)

    async def until(what: str, value: object) -> None:
        async with asyncio.timeout(10):
            while (await signing.shown())["signatories"][1][what] != value:
                await asyncio.sleep(0.05)

    await later(5)
    await until("reminders", 1)
    for count in range(2, 6):
        await later(2)
        await until("reminders", count)
    assert (await signing.shown())["stage"] == "open"
    await later(20)
    await until("answer", "expired")
    assert (await signing.shown())["stage"] == "halted"
    assert (await signing.sign_outside(token)).status_code == 404
    async with store.begin() as work:
        assert await work.conn.fetchval("SELECT count(*) FROM deadlines WHERE kind LIKE 'signing.%'") == 0


async def test_names_addresses_and_tokens_lie_in_no_event_and_what_is_rebuilt_stands(company: Company):
    signing = await sent_out(company)
    await signing.sign_for_us()
    token = await signing.invite(2)
    await signing.sign_outside(token)
    store = company.serving.running.store
    async with store.begin() as work:
        rows = await work.conn.fetch("SELECT convert_from(data, 'UTF8') AS data FROM events")
        kept = await work.conn.fetchval("SELECT sealed FROM signing_documents")
    said = "".join(row["data"] for row in rows)
    for secret in ("李娜", "张伟", "li@example.com", token, "127.0.0.1"):
        assert secret not in said
    assert not kept.startswith(b"%PDF")
    checks = await rebuild(store)
    assert [check.table for check in checks if not check.same] == []
    assert {check.table: check.live_rows for check in checks}["signing_signatories"] == 2


async def test_a_contract_that_is_not_approved_is_not_sent_out(company: Company):
    address = await approved(company)
    subject, _ = await boss_of(company)
    us = {"side": "us", "signatories": [{"kind": "staff", "person_id": subject, "name": "张伟"}]}
    them = {"side": "counterparty", "signatories": [OUTSIDE]}
    turned = await company.drafter.post(f"{address}/signings", json={"groups": [them, us]})
    assert [one["pointer"] for one in turned.json()["errors"]] == ["/groups"]
    for groups, pointer in (
        ([us, {**them, "need": 2}], "/groups/1/need"),
        (
            [{**us, "signatories": [{"kind": "staff", "person_id": new_id(), "name": "X"}]}, them],
            "/groups/0/signatories/0/person_id",
        ),
        ([{**us, "signatories": [OUTSIDE]}, them], "/groups/0/signatories/0/kind"),
        ([us, {**them, "signatories": [{"kind": "outside"}]}], "/groups/1/signatories/0/name"),
    ):
        refused = await company.drafter.post(f"{address}/signings", json={"groups": groups})
        assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]
    await ok(company.drafter.post(f"{address}/signings", json={"groups": [us, them]}))
    twice = await company.drafter.post(f"{address}/signings", json={"groups": [us, them]})
    assert twice.status_code == 409
