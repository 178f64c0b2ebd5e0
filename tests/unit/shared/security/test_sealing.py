import pytest

from shared.security.sealing import SealBrokenError, Sealer, derive, new_key

SEALER = Sealer("the secret of this installation")


def test_what_was_sealed_opens_with_the_same_key_and_place():
    key = new_key()
    sealed = SEALER.seal(key, "张三".encode(), b"contact-1")
    assert "张三".encode() not in sealed
    assert SEALER.unseal(key, sealed, b"contact-1").decode() == "张三"


def test_the_same_words_never_look_alike_twice():
    key = new_key()
    assert SEALER.seal(key, b"x", b"") != SEALER.seal(key, b"x", b"")


@pytest.mark.parametrize("change", ["key", "place", "bytes", "short"])
def test_another_key_another_place_or_changed_bytes_do_not_open(change):
    key = new_key()
    sealed = SEALER.seal(key, b"secret", b"contact-1")
    tried = {
        "key": (new_key(), sealed, b"contact-1"),
        "place": (key, sealed, b"contact-2"),
        "bytes": (key, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"contact-1"),
        "short": (key, b"", b"contact-1"),
    }[change]
    with pytest.raises(SealBrokenError):
        SEALER.unseal(*tried)


def test_a_wrapped_key_opens_under_its_master_secret_alone():
    key = new_key()
    assert Sealer("the secret of this installation").unwrap(SEALER.wrap(key)) == key
    with pytest.raises(SealBrokenError):
        Sealer("another").unwrap(SEALER.wrap(key))


def test_each_purpose_has_its_own_key():
    assert derive("s", "one") != derive("s", "two")
    assert derive("s", "one") == derive(b"s", "one")


def test_an_empty_master_secret_is_refused():
    with pytest.raises(ValueError, match="empty"):
        Sealer("")
