from datetime import date

from services.contract.guarantee.aggregate import (
    GUARANTEE,
    ChaseGuarantee,
    ClaimGuarantee,
    ClaimOverGuaranteeError,
    ExpireGuarantee,
    ExtendGuarantee,
    RegisterGuarantee,
    ReturnGuarantee,
    Stage,
    decide,
)
from services.contract.guarantee.events import (
    GuaranteeClaimed,
    GuaranteeExpired,
    GuaranteeExpiring,
    GuaranteeExtended,
    GuaranteeRegistered,
    GuaranteeReturned,
)
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

TODAY, LAST = date(2026, 3, 2), date(2026, 6, 30)
given = specification(GUARANTEE, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


FACT = GuaranteeRegistered(
    guarantee_id="g1",
    contract_id="c1",
    counterparty_id="k1",
    owner_id="s1",
    purpose="advance",
    given_by="counterparty",
    issuer="Bank of Nanjing",
    number="LG-1",
    amount=cny("30"),
    valid_from=TODAY,
    expires_on=LAST,
    effective_on=TODAY,
)
HEAD = {"guarantee_id": "g1", "contract_id": "c1", "counterparty_id": "k1", "owner_id": "s1"}
STANDING = {**HEAD, "left": cny("30"), "expires_on": LAST}


def test_a_guarantee_is_for_something_and_for_a_time_to_come():
    given().when(RegisterGuarantee(FACT)).then(FACT)
    for wrong in ({"amount": cny("0")}, {"expires_on": date(2026, 3, 1)}, {"valid_from": date(2026, 7, 1)}):
        given().when(RegisterGuarantee(FACT.model_copy(update=wrong))).fails(InvalidFieldError)


def test_it_is_told_of_once_before_its_end_and_again_before_another_one():
    near, later = date(2026, 6, 1), date(2026, 12, 31)
    told = GuaranteeExpiring(**STANDING)
    given(FACT).when(ChaseGuarantee(date(2026, 5, 30))).then()
    given(FACT).when(ChaseGuarantee(near)).then(told)
    given(FACT, told).when(ChaseGuarantee(near)).then()
    extended = GuaranteeExtended(**{**STANDING, "expires_on": later}, effective_on=near)
    given(FACT, told).when(ExtendGuarantee(later, near)).then(extended)
    again = GuaranteeExpiring(**{**STANDING, "expires_on": later})
    given(FACT, told, extended).when(ChaseGuarantee(date(2026, 12, 1))).then(again)
    given(FACT).when(ExtendGuarantee(LAST, near)).fails(InvalidFieldError)


def test_no_more_is_claimed_than_is_left():
    claimed = GuaranteeClaimed(**{**STANDING, "left": cny("10")}, amount=cny("20"), effective_on=TODAY)
    given(FACT).when(ClaimGuarantee(cny("20"), TODAY)).then(claimed)
    given(FACT, claimed).when(ClaimGuarantee(cny("10.01"), TODAY)).fails(ClaimOverGuaranteeError)
    assert given(FACT, claimed).when(ClaimGuarantee(cny("10"), TODAY)).state.stage is Stage.CLAIMED


def test_what_ended_is_over():
    given(FACT).when(ExpireGuarantee(LAST)).then()
    expired = GuaranteeExpired(**STANDING)
    given(FACT).when(ExpireGuarantee(date(2026, 7, 1))).then(expired)
    returned = GuaranteeReturned(**STANDING, effective_on=TODAY)
    given(FACT).when(ReturnGuarantee(TODAY)).then(returned)
    for end in (expired, returned):
        given(FACT, end).when(ClaimGuarantee(cny("1"), TODAY)).fails(NotPossibleNowError)
        given(FACT, end).when(ExpireGuarantee(date(2026, 7, 1))).then()
