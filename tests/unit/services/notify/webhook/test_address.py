"""Where nothing is ever sent: what is not HTTPS, and what is not public, in whatever form it is written."""

from ipaddress import ip_address, ip_network

import pytest

from services.notify.webhook.address import AddressError, may_be_sent_to, read_address, resolve

PUBLIC = ("8.8.8.8", "203.0.114.7", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")
REFUSED = (
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:0:0:0:0:80ff:fffe",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_sent_to(address: str):
    assert may_be_sent_to(ip_address(address), ())


@pytest.mark.parametrize("address", REFUSED)
def test_no_other_address_may_be_sent_to_unless_configuration_allows_it(address: str):
    assert not may_be_sent_to(ip_address(address), ())
    bits = 32 if ip_address(address).version == 4 else 128
    assert may_be_sent_to(ip_address(address), (ip_network(f"{address}/{bits}"),))


def test_a_mapped_address_is_allowed_with_the_one_it_carries():
    assert may_be_sent_to(ip_address("::ffff:10.0.0.1"), (ip_network("10.0.0.0/8"),))


@pytest.mark.parametrize(
    "address",
    [
        "http://partner.example/x",
        "ftp://partner.example/x",
        "https://",
        "https:///x",
        "https://user@partner.example/",
        "https://user:word@partner.example/",
        "https://partner.example/#part",
        "https://partner.example:0/",
        "https://partner.example:99999/",
        "https://partner.example/a b",
        "https://partner.example/\r\nHost: other",
        "https://[::1/",
        "https://例え.example/",
        "https://partner.example\\@127.0.0.1/",
        "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://partner.example/" + "x" * 2_000,
    ],
)
def test_an_address_that_nothing_may_be_sent_to_is_refused_when_it_is_read(address: str):
    with pytest.raises(AddressError):
        read_address(address, ())


def test_the_parts_of_an_address_are_what_a_request_needs():
    place = read_address("https://Partner.example:8443/hook?of=us", ())
    assert (place.host, place.port, place.path) == ("partner.example", 8443, "/hook?of=us")
    assert place.host_header == "partner.example:8443"
    assert read_address("https://[2606:4700::1111]", ()).host_header == "[2606:4700::1111]"


@pytest.mark.parametrize("host", ["127.1", "0x7f.0.0.1", "2130706433", "017700000001"])
async def test_other_ways_to_write_loop_back_are_refused_when_they_are_resolved(host: str):
    place = read_address(f"https://{host}/", ())
    with pytest.raises(AddressError):
        await resolve(place, ())
