import base64
from datetime import UTC, datetime, timedelta

import pytest

from services.portal.second_factor.codes import (
    ALPHABET,
    address_of,
    fitting_step,
    kept,
    new_recovery_codes,
    new_secret,
    plain,
)

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
"""The key of RFC 6238, appendix B, whose codes of eight digits end with those of six."""


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds, code):
    assert fitting_step(RFC_SECRET, code, at(seconds), 0) == seconds // 30


def test_a_code_counts_one_step_before_and_after_its_own_and_no_longer():
    own = at(1111111109)
    for late in (-30, 0, 30):
        assert fitting_step(RFC_SECRET, "081804", own + timedelta(seconds=late), 0) == 1111111109 // 30
    for late in (-60, 60):
        assert fitting_step(RFC_SECRET, "081804", own + timedelta(seconds=late), 0) is None


def test_a_step_that_was_used_is_used_up_with_all_before_it():
    step = 1111111109 // 30
    assert fitting_step(RFC_SECRET, "081804", at(1111111109), step) is None
    assert fitting_step(RFC_SECRET, "081804", at(1111111109), step - 1) == step


@pytest.mark.parametrize("code", ["", "08180", "0818044", "０８１８０４", "abcdef", "287082"])
def test_what_is_not_the_code_of_now_fits_no_step(code):
    assert fitting_step(RFC_SECRET, code, at(1111111109), 0) is None


def test_a_secret_has_160_random_bits_and_its_address_names_login_and_issuer():
    secret = new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert secret != new_secret()
    assert address_of(secret, "anna") == f"otpauth://totp/Pactline:anna?secret={secret}&issuer=Pactline"


def test_ten_recovery_codes_are_all_different_and_hold_nothing_that_is_misread():
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert {len(plain(code)) for code in codes} == {12}
    assert set("".join(map(plain, codes))) <= set(ALPHABET)


def test_a_recovery_code_is_known_however_it_is_typed_by_its_person_alone():
    assert kept("abcd-efgh-jkmn", "anna", "master") == kept(" ABCD efgh jkmn", "anna", "master")
    assert kept("abcd-efgh-jkmn", "anna", "master") != kept("abcd-efgh-jkmn", "boris", "master")
    assert kept("abcd-efgh-jkmn", "anna", "master") != kept("abcd-efgh-jkmn", "anna", "another")
