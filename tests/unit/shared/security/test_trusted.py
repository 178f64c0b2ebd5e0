import pytest

from shared.security.trusted import trusted


@pytest.mark.parametrize(
    ("addresses", "authorities"),
    [(["http://127.0.0.1:8400"], False), (["http://a", "https://b"], True), ([], False)],
)
def test_authorities_are_loaded_only_for_addresses_that_are_reached_over_tls(addresses, authorities):
    context = trusted(*addresses)
    assert bool(context.get_ca_certs()) is authorities
    assert context.check_hostname
