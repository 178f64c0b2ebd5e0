from datetime import date
from typing import Any

import pytest

from services.contract.authority.aggregate import (
    AUTHORITY,
    Deed,
    GrantAuthority,
    OwnAuthorityError,
    RevokeAuthority,
    decide,
    reaches,
)
from services.contract.authority.events import AuthorityGranted, AuthorityRevoked
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

given = specification(AUTHORITY, decide)
DAY = date(2026, 3, 2)
DEED = Deed("sale", "sales", Money.of("100.00", "CNY"), frozenset({"city", "top"}), DAY)


def letter(**changes: Any) -> AuthorityGranted:
    said = {
        "authority_id": "a1",
        "basis": "letter",
        "person": "wei",
        "unit_id": "top",
        "type_codes": (),
        "directions": (),
        "ceiling": Money.of("100.00", "CNY"),
        "valid_from": DAY,
        "valid_to": DAY,
        "granted_by": "olga",
    }
    return AuthorityGranted.model_validate({**said, **changes})


@pytest.mark.parametrize(
    ("changes", "reached"),
    [
        ({}, True),
        ({"ceiling": None}, True),
        ({"ceiling": Money.of("99.99", "CNY")}, False),
        ({"ceiling": Money.of("1000.00", "USD")}, False),
        ({"unit_id": "other"}, False),
        ({"type_codes": ("sale",), "directions": ("sales",)}, True),
        ({"type_codes": ("lease",)}, False),
        ({"directions": ("purchase",)}, False),
        ({"valid_from": date(2026, 3, 3), "valid_to": date(2026, 3, 3)}, False),
        ({"valid_from": date(2026, 3, 1), "valid_to": date(2026, 3, 1)}, False),
    ],
)
def test_a_letter_reaches_what_lies_within_scope_ceiling_and_days(changes: dict[str, Any], reached: bool):
    assert reaches(letter(**changes), DEED) is reached


def test_nobody_gives_it_to_themselves_and_it_ends_after_it_begins():
    given().when(GrantAuthority(letter(granted_by="wei"))).fails(OwnAuthorityError)
    given().when(GrantAuthority(letter(valid_to=date(2026, 3, 1)))).fails(InvalidFieldError)


def test_a_letter_is_revoked_once():
    revoked = AuthorityRevoked(authority_id="a1", person="wei", revoked_on=DAY, revoked_by="olga")
    given(letter()).when(RevokeAuthority(DAY, "olga")).then(revoked)
    given(letter(), revoked).when(RevokeAuthority(DAY, "olga")).fails(NotPossibleNowError)
