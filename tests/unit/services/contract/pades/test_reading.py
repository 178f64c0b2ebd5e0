import re
from datetime import UTC, datetime

import pytest

from services.contract.pades.certificates import Issuer, make_authority, make_clock, make_signatory
from services.contract.pades.errors import UnreadablePdfError
from services.contract.pades.pages import certificate_pages, field_of, fields, signature_picture
from services.contract.pades.reading import read_pdf
from services.contract.pades.writing import prepared, signed

AT = datetime.now(UTC)
NUMBER = re.compile(rb"(?<=[ \[])[0-9]+\.[0-9]+(?=[ \]\n])")


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    authority = make_authority("An authority", AT)
    return Issuer(authority, make_clock("An authority", authority, AT), "own", ())


@pytest.fixture(scope="module")
def pdf(issuer: Issuer) -> bytes:
    """Two signatures, one after the other."""
    done = prepared(certificate_pages("CG-1", [], []), certificate_pages("CG-1", [], ["A", "B"]), fields(2), {})
    for place in (1, 2):
        credentials = make_signatory("Ann", f"{place}", "A Ltd", issuer, AT)
        done = signed(done, field_of(place), signature_picture([("Name", "Ann", False)]), credentials, issuer, AT)
    return done


def test_both_signatures_are_read(issuer: Issuer, pdf: bytes):
    found = read_pdf(pdf, [issuer.authority.certificate])
    assert [(one.signer, one.intact, one.sound, one.trusted) for one in found.signatures] == [
        ("Ann", True, True, True)
    ] * 2


def test_a_number_that_is_none_makes_a_file_that_is_read_as_broken_and_nothing_worse(issuer: Issuer, pdf: bytes):
    places = list(NUMBER.finditer(pdf))
    assert places
    for found in places[:: max(1, len(places) // 8)]:
        broken = bytearray(pdf)
        broken[found.end() - 1] = ord(".")
        try:
            whole = read_pdf(bytes(broken), [issuer.authority.certificate]).whole
        except UnreadablePdfError:
            whole = False
        assert not whole
