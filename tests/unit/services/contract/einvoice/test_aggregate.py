from datetime import date
from typing import Any

import pytest

from services.contract.einvoice.aggregate import (
    EINVOICE,
    MOVES,
    ChangeDeduction,
    DuplicateEInvoiceError,
    NotDeductibleError,
    RecordEInvoice,
    VerifyEInvoice,
    decide,
)
from services.contract.einvoice.events import EInvoiceDeductionChanged, EInvoiceRecorded, EInvoiceVerified
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(EINVOICE, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


HEAD = {"einvoice_id": "e1", "contract_id": "c1", "counterparty_id": "k1", "owner_id": "s1"}
BLUE = EInvoiceRecorded(
    **HEAD,
    number="26322000000012345678",
    direction="purchase",
    colour="blue",
    category="special",
    invoice_id="i1",
    credit_id=None,
    blue_number=None,
    confirmation=None,
    form="ofd",
    file_id="f1",
    file_hash="0" * 64,
    tax=cny("13"),
    gross=cny("113"),
    issued_on=date(2026, 2, 27),
    effective_on=TODAY,
)
GENUINE = EInvoiceVerified(**HEAD, finding="genuine", effective_on=TODAY)
CLAIM = ChangeDeduction("claimed", "2026-03", TODAY)


def moved(
    before: Any, after: Any, tax: str, period: str | None, because: str | None = None
) -> EInvoiceDeductionChanged:
    return EInvoiceDeductionChanged(
        **HEAD, before=before, after=after, tax=cny(tax), period=period, because=because, effective_on=TODAY
    )


CLAIMED = moved("open", "claimed", "13", "2026-03")


def test_a_number_is_recorded_once():
    given().when(RecordEInvoice(BLUE)).then(BLUE)
    given(BLUE).when(RecordEInvoice(BLUE)).fails(DuplicateEInvoiceError)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"number": "2632200000001234567"}, "/number"),
        ({"number": "２6322000000012345678"}, "/number"),
        ({"number": "25322000000012345678"}, "/issued_on"),
        ({"issued_on": date(2026, 3, 3)}, "/issued_on"),
        ({"colour": "red", "blue_number": "1" * 20}, "/confirmation"),
        ({"colour": "red", "confirmation": "1100"}, "/blue_number"),
    ],
)
def test_what_no_original_says_is_refused_by_its_field(wrong: dict[str, Any], pointer: str):
    outcome = given().when(RecordEInvoice(BLUE.model_copy(update=wrong)))
    outcome.fails(InvalidFieldError)
    assert outcome.error is not None
    assert outcome.error.details["errors"][0]["pointer"] == pointer  # type: ignore[index] # a list of fields


def test_tax_is_claimed_only_of_a_special_invoice_received_and_found_genuine():
    given(BLUE, GENUINE).when(CLAIM).then(CLAIMED)
    given(BLUE).when(CLAIM).fails(NotDeductibleError)
    others = ({"category": "ordinary"}, {"direction": "sales"}, {"colour": "red"})
    for other in others:
        given(BLUE.model_copy(update=other), GENUINE).when(CLAIM).fails(NotDeductibleError)
    given(BLUE, GENUINE).when(ChangeDeduction("claimed", None, TODAY)).fails(InvalidFieldError)
    given(BLUE, GENUINE).when(ChangeDeduction("claimed", "2026-01", TODAY)).fails(InvalidFieldError)
    given(BLUE, GENUINE, CLAIMED).when(CLAIM).fails(NotPossibleNowError)


def test_no_more_is_given_back_than_was_claimed():
    part = ChangeDeduction("transferred_out", "2026-04", TODAY, cny("5"), "red1")
    back = moved("claimed", "transferred_out", "5", "2026-04", "red1")
    given(BLUE, GENUINE, CLAIMED).when(part).then(back)
    given(BLUE, GENUINE, CLAIMED, back).when(ChangeDeduction("transferred_out", "2026-04", TODAY, cny("8.01"))).fails(
        InvalidFieldError
    )
    rest = given(BLUE, GENUINE, CLAIMED, back).when(ChangeDeduction("transferred_out", "2026-04", TODAY))
    rest.then(moved("claimed", "transferred_out", "8", "2026-04"))
    assert (rest.state.deduction, rest.state.given_back) == ("transferred_out", cny("13"))
    given(BLUE, GENUINE, CLAIMED, back).when(ChangeDeduction("open", None, TODAY)).fails(NotPossibleNowError)


def test_what_was_claimed_of_an_invoice_that_turns_out_not_to_count_is_given_back_with_the_finding():
    voided = EInvoiceVerified(**HEAD, finding="voided", effective_on=TODAY)
    given(BLUE, GENUINE, CLAIMED).when(VerifyEInvoice("voided", TODAY)).then(
        voided, moved("claimed", "transferred_out", "13", "2026-03")
    )
    given(BLUE, GENUINE).when(VerifyEInvoice("genuine", TODAY)).then()
    given(BLUE, voided).when(VerifyEInvoice("genuine", TODAY)).fails(NotPossibleNowError)


@pytest.mark.parametrize("before", sorted(MOVES))
@pytest.mark.parametrize("after", sorted(MOVES))
def test_a_deduction_moves_only_as_the_table_says(before: Any, after: Any):
    path = {
        "open": (),
        "claimed": (CLAIMED,),
        "not_deductible": (moved("open", "not_deductible", "13", None),),
        "transferred_out": (CLAIMED, moved("claimed", "transferred_out", "13", "2026-03")),
    }
    outcome = given(BLUE, GENUINE, *path[before]).when(ChangeDeduction(after, "2026-03", TODAY))
    if after in MOVES[before]:
        assert outcome.state.deduction == after
    else:
        outcome.fails(NotPossibleNowError)
