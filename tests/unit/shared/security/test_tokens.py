import json

import pytest

from shared.security.jws import SigningKey, encode
from shared.security.principal import Principal
from shared.security.sealing import new_key
from shared.security.tokens import KeysAwayError, TokenIssuer, TokenRefusedError, TokenVerifier

NOW = 1_790_000_000.0
KEY = SigningKey(new_key())
PORTAL = TokenIssuer(KEY, "http://portal", now=lambda: NOW)


class Time:
    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now


def verifier(time=None, issuer=PORTAL):
    asked = []

    async def keys():
        asked.append(1)
        return issuer.jwks

    made = TokenVerifier("http://portal", "contract", keys, now=time or Time())
    return made, asked


async def test_a_token_of_the_portal_for_this_service_names_its_subject_and_session():
    checker, _ = verifier()
    assert await checker.verify(PORTAL.token("anna", "contract", session="s1")) == Principal("anna", "s1")


async def test_keys_are_asked_once_and_a_token_once_verified_is_known():
    checker, asked = verifier()
    for _ in range(3):
        await checker.verify(PORTAL.token("anna", "contract"))
    assert asked == [1]


async def test_a_token_is_refused_once_it_is_over_even_when_known():
    time = Time()
    checker, _ = verifier(time)
    token = PORTAL.token("anna", "contract")
    await checker.verify(token)
    time.now += 306
    with pytest.raises(TokenRefusedError):
        await checker.verify(token)


def signed(header, claims, key=KEY):
    parts = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    return f"{parts}.{encode(key._private.sign(parts.encode()))}"


GOOD = {"iss": "http://portal", "sub": "anna", "aud": "contract", "sid": "", "iat": int(NOW), "exp": int(NOW) + 300}
HEADER = {"alg": "EdDSA", "kid": KEY.id}
FORGED = {
    "another audience": signed(HEADER, {**GOOD, "aud": "asset"}),
    "another issuer": signed(HEADER, {**GOOD, "iss": "http://evil"}),
    "no subject": signed(HEADER, {**GOOD, "sub": ""}),
    "subject not a text": signed(HEADER, {**GOOD, "sub": 5}),
    "no expiry": signed(HEADER, {key: value for key, value in GOOD.items() if key != "exp"}),
    "over": signed(HEADER, {**GOOD, "exp": int(NOW) - 10}),
    "not yet": signed(HEADER, {**GOOD, "iat": int(NOW) + 60}),
    "unknown key": signed({"alg": "EdDSA", "kid": "x"}, GOOD, SigningKey(new_key())),
    "forged signature": signed(HEADER, GOOD, SigningKey(new_key())),
    "algorithm none": ".".join(encode(json.dumps(part).encode()) for part in ({"alg": "none"}, GOOD)) + ".",
    "algorithm HS256": signed({"alg": "HS256", "kid": KEY.id}, GOOD),
    "critical header": signed({**HEADER, "crit": ["x"]}, GOOD),
    "nothing": "",
    "two dots": "..",
    "not base64": "a.b.ç",
    "very long": "a" * 5000,
}


@pytest.mark.parametrize("forgery", FORGED)
async def test_a_forged_token_is_refused(forgery):
    checker, _ = verifier()
    with pytest.raises(TokenRefusedError):
        await checker.verify(FORGED[forgery])


async def test_a_key_that_came_later_is_found_without_a_restart():
    time = Time()
    later = SigningKey(new_key())
    current = [KEY.jwk]

    async def keys():
        return {"keys": current}

    checker = TokenVerifier("http://portal", "contract", keys, now=time)
    await checker.verify(PORTAL.token("anna", "contract"))
    current.append(later.jwk)
    time.now += 3
    token = TokenIssuer(later, "http://portal", now=time).token("bo", "contract")
    assert (await checker.verify(token)).subject == "bo"


async def test_known_keys_serve_while_the_portal_is_away():
    time = Time()
    answers = [PORTAL.jwks]

    async def keys():
        if not answers:
            raise KeysAwayError
        return answers.pop()

    checker = TokenVerifier("http://portal", "contract", keys, now=time)
    await checker.verify(PORTAL.token("anna", "contract"))
    time.now += 400
    token = TokenIssuer(KEY, "http://portal", now=time).token("bo", "contract")
    assert (await checker.verify(token)).subject == "bo"
