"""The second factor: set up with a first code, asked for after the password, replaced by recovery codes, reset."""

import asyncio
import re
from datetime import timedelta

import httpx
import pyotp
import pytest

from services.portal.pages.frame.cookies import PROOF
from shared.testing.serving import Serve

from .conftest import PASSWORD, Portal, set_up
from .visiting import FORM_TOKEN, browse

STEP = timedelta(seconds=30)


class Phone:
    """An authenticator app that took the secret."""

    def __init__(self, portal: Portal, secret: str) -> None:
        self.portal, self.secret = portal, secret

    @property
    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.portal.clock.now())

    @property
    def wrong(self) -> str:
        return f"{(int(self.code) + 1) % 1_000_000:06d}"


async def begin(portal: Portal, login: str = "anna") -> Phone:
    made = await portal.http.post("/v1/second-factors", json={"login": login, "password": PASSWORD})
    assert made.status_code == 201, made.text
    assert made.json()["address"] == f"otpauth://totp/Pactline:{login}?secret={made.json()['secret']}&issuer=Pactline"
    return Phone(portal, made.json()["secret"])


async def tell(portal: Portal, what: str, code: str, login: str = "anna") -> httpx.Response:
    body = {"login": login, "password": PASSWORD, "code": code}
    return await portal.http.post(f"/v1/second-factors/{what}", json=body)


async def enrolled(portal: Portal, login: str = "anna") -> tuple[Phone, list[str]]:
    """A telephone that is in use, with a step that was not used yet."""
    phone = await begin(portal, login)
    done = await tell(portal, "confirmation", phone.code, login)
    assert done.status_code == 201, done.text
    portal.clock.advance(STEP)
    return phone, done.json()["recovery_codes"]


@pytest.fixture
async def anna(portal: Portal) -> str:
    return await portal.join("anna", portal.unit_id)


async def test_signing_in_asks_for_the_code_once_the_first_one_was_given(portal: Portal, anna: str):
    phone = await begin(portal)
    assert (await portal.sign_in("anna")).status_code == 201, "nothing is asked before it is confirmed"
    assert (await tell(portal, "confirmation", phone.wrong)).status_code == 401
    confirmed = await tell(portal, "confirmation", phone.code)
    assert len(set(confirmed.json()["recovery_codes"])) == 10
    needed = await portal.sign_in("anna")
    assert (needed.status_code, needed.json()["type"]) == (403, "urn:pactline:problem:second-factor-needed")
    assert needed.json()["errors"][0]["pointer"] == "/code"
    portal.clock.advance(STEP)
    wrong = await portal.sign_in("anna", code=phone.wrong)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (401, "/code")
    assert (await portal.sign_in("anna", code=phone.code)).status_code == 201
    assert (await portal.sign_in("anna", "wrong", code=phone.code)).status_code == 401


async def test_a_step_counts_once(portal: Portal, anna: str):
    phone, _ = await enrolled(portal)
    seen = phone.code
    assert (await portal.sign_in("anna", code=seen)).status_code == 201
    assert (await portal.sign_in("anna", code=seen)).status_code == 401
    portal.clock.advance(STEP)
    assert (await portal.sign_in("anna", code=seen)).status_code == 401
    assert (await portal.sign_in("anna", code=phone.code)).status_code == 201


async def test_two_at_once_with_one_code_are_one_sign_in(portal: Portal, anna: str):
    phone, _ = await enrolled(portal)
    answers = await asyncio.gather(*(portal.sign_in("anna", code=phone.code) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]


async def test_wrong_codes_lock_the_account_as_wrong_passwords_do(portal: Portal, anna: str):
    phone, codes = await enrolled(portal)
    for _ in range(2):
        assert (await portal.sign_in("anna", "wrong")).status_code == 401
    for _ in range(3):
        assert (await portal.sign_in("anna", code=phone.wrong)).status_code == 401
    assert (await portal.sign_in("anna", code=phone.code)).status_code == 401
    assert (await portal.sign_in("anna", code=codes[0])).status_code == 401
    portal.clock.advance(timedelta(minutes=16))
    assert (await portal.sign_in("anna", code=phone.code)).status_code == 201


async def test_a_right_password_alone_does_not_forgive_wrong_codes(portal: Portal, anna: str):
    phone, _ = await enrolled(portal)
    for _ in range(4):
        assert (await portal.sign_in("anna", code=phone.wrong)).status_code == 401
        assert (await portal.sign_in("anna")).status_code == 403
    assert (await portal.sign_in("anna", code=phone.wrong)).status_code == 401
    assert (await portal.sign_in("anna", code=phone.code)).status_code == 401


async def test_each_recovery_code_stands_in_once(portal: Portal, anna: str):
    _, codes = await enrolled(portal)
    assert (await portal.sign_in("anna", code=codes[3].upper().replace("-", " "))).status_code == 201
    assert (await portal.sign_in("anna", code=codes[3])).status_code == 401
    assert (await portal.sign_in("anna", code=codes[4])).status_code == 201


async def test_it_is_taken_away_with_one_more_code_and_set_up_anew(portal: Portal, anna: str):
    phone, codes = await enrolled(portal)
    stands = await portal.http.post("/v1/second-factors", json={"login": "anna", "password": PASSWORD})
    assert (stands.status_code, stands.json()["type"]) == (409, "urn:pactline:problem:second-factor-stands")
    assert (await tell(portal, "removal", phone.wrong)).status_code == 401
    assert (await tell(portal, "removal", phone.code)).status_code == 204
    assert (await portal.sign_in("anna")).status_code == 201
    _, again = await enrolled(portal)
    assert (await portal.sign_in("anna", code=codes[0])).status_code == 401, "codes of before are over"
    assert (await portal.sign_in("anna", code=again[0])).status_code == 201


async def test_an_administrator_resets_it_which_is_logged_and_ends_every_session(portal: Portal, anna: str):
    phone, _ = await enrolled(portal)
    session = (await portal.sign_in("anna", code=phone.code)).json()["session"]
    assert (await portal.admin.get(f"/v1/staff/{anna}")).json()["second_factor"] is True
    reset = await portal.admin.post(f"/v1/staff/{anna}/second-factor-resets")
    assert reset.status_code == 201, reset.text
    over = await portal.http.post("/v1/tokens", json={"session": session, "audience": "portal"})
    assert over.status_code == 401
    assert (await portal.sign_in("anna")).status_code == 201
    lines = (await portal.admin.get("/v1/journal", params={"outcome": "second_factor_reset"})).json()["lines"]
    assert [(line["actor"], line["subject"]) for line in lines] == [(portal.staff_id, f"staff-{anna}")]
    facts = (await portal.admin.get("/v1/operations", params={"stream": f"staff-{anna}"})).json()["operations"]
    assert "portal.second_factor_removed.v1" in {fact["type"] for fact in facts}
    again = await portal.admin.post(f"/v1/staff/{anna}/second-factor-resets")
    assert (again.status_code, again.json()["type"]) == (409, "urn:pactline:problem:no-second-factor")


async def test_who_looks_after_another_unit_resets_nothing(portal: Portal, anna: str):
    await enrolled(portal)
    north = await portal.unit("North")
    await portal.join("boris", north, "security_administrator")
    boris = await portal.speak_for("boris")
    assert (await boris.post(f"/v1/staff/{anna}/second-factor-resets")).status_code == 404


async def test_secret_and_recovery_codes_lie_nowhere_in_the_open(portal: Portal, anna: str):
    phone, codes = await enrolled(portal)
    await portal.sign_in("anna", code=codes[0])
    pool = portal.serving.running.store.database.pool("system")
    tables = await pool.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    for (table,) in tables:
        told = str(await pool.fetchval(f"SELECT coalesce(json_agg(t), '[]')::text FROM \"{table}\" t"))
        events = await pool.fetchval("SELECT string_agg(convert_from(data, 'UTF8'), ' ') FROM events")
        for hidden in (phone.secret, *codes):
            for form in (hidden, hidden.encode().hex(), hidden.replace("-", "").encode().hex()):
                assert form not in told, table
                assert form not in events


async def test_erasure_takes_the_secret_with_it(portal: Portal, anna: str):
    await enrolled(portal)
    await portal.admin.post(f"/v1/staff/{anna}/leaving", json={"effective_on": "2026-01-02"})
    erased = await portal.admin.post(f"/v1/staff/{anna}/erasure", json={"reason": "asked for"})
    assert erased.status_code == 201, erased.text
    pool = portal.serving.running.store.database.pool("system")
    for table in ("second_factors", "recovery_codes"):
        assert await pool.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_a_new_password_takes_the_code_in_the_same_step(portal: Portal, anna: str):
    phone, _ = await enrolled(portal)
    given = (await portal.admin.post(f"/v1/staff/{anna}/password-resets")).json()["one_time_password"]
    needed = await portal.sign_in("anna", given)
    assert (needed.status_code, needed.json()["second_factor"]) == (403, True)
    own = "a password of my own"
    assert (await portal.sign_in("anna", given, new_password=own)).status_code == 403
    assert (await portal.sign_in("anna", given, new_password=own, code=phone.wrong)).status_code == 401
    assert (await portal.sign_in("anna", given, new_password=own, code=phone.code)).status_code == 201
    assert (await portal.sign_in("anna", own)).json()["type"].endswith("second-factor-needed")


async def asking_of(serve: Serve, policy: str) -> Portal:
    """A portal that begins to ask for second factors once its administrator is signed in."""
    portal = await set_up(serve)
    running = portal.serving.running
    running.settings = running.settings.model_copy(update={"second_factor": policy})
    return portal


POLICIES = [
    ("off", {"root": 201, "anna": 201}),
    ("administrators", {"root": 403, "anna": 201}),
    ("everybody", {"root": 403, "anna": 403}),
]


@pytest.mark.parametrize(("policy", "expected"), POLICIES)
async def test_the_policy_says_who_must_have_one(serve: Serve, policy: str, expected: dict[str, int]):
    portal = await asking_of(serve, policy)
    await portal.join("anna", portal.unit_id, "cashier")
    for login, status in expected.items():
        answer = await portal.sign_in(login)
        assert answer.status_code == status, (login, answer.text)
        if status == 403:
            assert answer.json()["type"] == "urn:pactline:problem:second-factor-missing"
            phone, _ = await enrolled(portal, login)
            assert (await portal.sign_in(login, code=phone.code)).status_code == 201


async def test_on_ones_own_page_it_is_set_up_with_the_password_and_shown_once(portal: Portal, anna: str):
    window = await browse(portal, "anna")
    refused = await window.send("/me/second-factor", status=401, password="wrong")
    assert "The password does not fit" in refused
    shown = await window.send("/me/second-factor", password=PASSWORD)
    assert 'src="data:image/svg+xml' in shown
    phone = Phone(portal, _secret_in(shown))
    again = await window.send("/me/second-factor/confirmation", status=401, code=phone.wrong)
    assert _secret_in(again) == phone.secret, "a slip of the finger needs no new picture"
    done = await window.send("/me/second-factor/confirmation", code=phone.code)
    codes = re.findall(r"<li>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</li>", done)
    assert len(codes) == 10
    page = await window.read("/me")
    assert "10 recovery codes are left" in page
    assert not any(code in page for code in codes)
    portal.clock.advance(STEP)
    taken = {"password": PASSWORD, "code": codes[0]}
    assert (await window.http.post("/me/second-factor/removal", data=taken)).status_code == 403, "without form token"
    await window.send("/me/second-factor/removal", status=303, **taken)
    assert "not set up" in await window.read("/me")


async def test_the_door_takes_two_steps_and_a_stolen_proof_is_not_enough(portal: Portal, anna: str):
    phone, _ = await enrolled(portal)
    http = portal.serving.client({"accept": "text/html"})
    http.cookies.set("pactline_language", "en")
    first = await http.post("/sign-in", data={"login": "anna", "password": PASSWORD, "to": "/inbox"})
    assert (first.status_code, "One step is left" in first.text) == (200, True)
    assert (await http.get("/inbox")).status_code == 303, "half a sign-in opens nothing"
    wrong = await http.post("/sign-in/code", data={"code": phone.wrong, "to": "/inbox"})
    assert (wrong.status_code, "does not fit now" in wrong.text) == (401, True)
    proof = http.cookies[PROOF]
    right = await http.post("/sign-in/code", data={"code": phone.code, "to": "/inbox"})
    assert (right.status_code, right.headers["location"]) == (303, "/inbox")
    assert PROOF not in http.cookies
    other = portal.serving.client({"accept": "text/html"})
    other.cookies.set(PROOF, proof)
    assert (await other.post("/sign-in/code", data={"code": phone.code})).status_code == 401, "the step is used up"
    other.cookies.set(PROOF, proof[:-1] + ("A" if proof[-1] != "A" else "B"))
    assert (await other.post("/sign-in/code", data={"code": phone.code})).status_code == 401
    await portal.admin.post(f"/v1/staff/{anna}/password-resets")
    other.cookies.set(PROOF, proof)
    portal.clock.advance(STEP)
    assert (await other.post("/sign-in/code", data={"code": phone.code})).status_code == 401, "another password"


async def test_who_needs_one_sets_it_up_at_the_door(serve: Serve):
    portal = await asking_of(serve, "administrators")
    http = portal.serving.client({"accept": "text/html"})
    http.cookies.set("pactline_language", "en")
    first = await http.post("/sign-in", data={"login": "root", "password": PASSWORD})
    assert (first.status_code, "asks you for a second factor" in first.text) == (200, True)
    phone = Phone(portal, _secret_in(first.text))
    wrong = await http.post("/sign-in/second-factor", data={"code": phone.wrong})
    assert (wrong.status_code, _secret_in(wrong.text)) == (401, phone.secret)
    done = await http.post("/sign-in/second-factor", data={"code": phone.code})
    assert len(re.findall(r"<li>[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}</li>", done.text)) == 10
    home = await http.get("/")
    assert home.status_code == 200
    assert FORM_TOKEN.search(home.text)


async def test_who_needs_one_while_signed_in_is_led_to_set_it_up_before_anything_else(serve: Serve):
    portal = await asking_of(serve, "administrators")
    staff_id = await portal.join("anna", portal.unit_id, "salesperson")
    anna = await browse(portal, "anna")
    assert (await anna.http.get("/inbox")).status_code == 200
    office = {"role": "security_administrator", "unit_id": portal.unit_id}
    assert (await portal.admin.post(f"/v1/staff/{staff_id}/roles", json=office)).status_code == 201
    for address in ("/", "/inbox", "/administration/staff", "/inbox/live", "/tour"):
        away = await anna.http.get(address)
        assert (away.status_code, away.headers["location"]) == (303, "/me"), address
    part = await anna.http.get("/home/approvals", headers={"hx-request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/me")
    sent = await anna.http.post("/me/requests", data={"form_token": anna.token})
    assert (sent.status_code, sent.headers["location"]) == (303, "/me")
    assert "A second factor is asked of you now" in await anna.read("/me")
    begun = await anna.send("/me/second-factor", password=PASSWORD)
    phone = Phone(portal, _secret_in(begun))
    await anna.send("/me/second-factor/confirmation", code=phone.code)
    assert (await anna.http.get("/administration/staff")).status_code == 200


def _secret_in(page: str) -> str:
    found = re.search(r'class="code pre">([A-Z2-7 ]+)</p>', page)
    assert found, page[:3000]
    return found[1].replace(" ", "")
