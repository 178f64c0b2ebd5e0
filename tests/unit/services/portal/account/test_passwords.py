import subprocess
import sys

import pytest

from services.portal.account.passwords import WeakPasswordError, check_strength, fits, hashed, one_time_password


async def test_a_password_fits_its_own_hash_and_no_other():
    kept = await hashed("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert await fits("correct horse battery", kept)
    assert not await fits("correct horse", kept)


def test_a_hash_costs_what_the_second_recommendation_of_rfc_9106_asks_for_and_nobodys_costs_as_much():
    """Asked in a process of its own: tests hash cheaply."""
    asked = "from services.portal.account import passwords as p; print(p._HASHER.hash('correct horse'), p._NOBODY)"
    kept = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert [one.split("$")[1:4] for one in kept] == [["argon2id", "v=19", "m=65536,t=3,p=4"]] * 2


async def test_nobody_has_no_password_that_fits():
    assert not await fits("", None)
    assert not await fits("anything", None)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaa", "root.root.root", "x" * 201])
def test_what_is_easily_guessed_is_refused(weak):
    with pytest.raises(WeakPasswordError):
        check_strength(weak, "root.root.root")


def test_one_time_passwords_are_strong_and_differ():
    first, second = one_time_password(), one_time_password()
    assert first != second
    check_strength(first, "root")
