import pytest

from services.portal.account.passwords import WeakPasswordError, check_strength, fits, hashed, one_time_password


async def test_a_password_fits_its_own_hash_and_no_other():
    kept = await hashed("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert await fits("correct horse battery", kept)
    assert not await fits("correct horse", kept)


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
