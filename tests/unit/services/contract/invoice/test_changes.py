from datetime import date
from decimal import Decimal

from services.contract.invoice.aggregate import (
    INVOICE,
    CreditInvoice,
    DuplicateInvoiceError,
    KeepRetention,
    ReleaseRetention,
    WithholdTax,
    decide,
)
from services.contract.invoice.events import (
    InvoiceCredited,
    InvoiceReceived,
    RetentionKept,
    RetentionReleased,
    TaxWithheld,
)
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(INVOICE, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


HEAD = {"invoice_id": "i1", "contract_id": "c1", "counterparty_id": "k1", "owner_id": "s1"}
BOOKED = InvoiceReceived(
    **HEAD,
    order_id=None,
    number="F-1",
    net=cny("100"),
    tax=cny("13"),
    gross=cny("113"),
    clause="5",
    phase="final",
    due_on=TODAY,
    effective_on=TODAY,
)
NOTE = CreditInvoice("n1", "C-1", "1100", cny("10"), cny("1.30"), cny("11.30"), TODAY)
CREDITED = InvoiceCredited(
    **HEAD,
    credit_id="n1",
    direction="purchase",
    number="C-1",
    confirmation="1100",
    net=cny("10"),
    tax=cny("1.30"),
    gross=cny("11.30"),
    effective_on=TODAY,
)
MOVED = {
    **HEAD,
    "retention_id": "r1",
    "direction": "purchase",
    "clause": "6",
    "phase": "warranty",
    "amount": cny("3"),
    "effective_on": TODAY,
}


def test_a_credit_note_says_whose_invoice_it_is_and_its_number_serves_once():
    given(BOOKED).when(NOTE).then(CREDITED)
    given(BOOKED, CREDITED).when(NOTE).fails(DuplicateInvoiceError, number="C-1")
    given().when(NOTE).fails(NotPossibleNowError)


def test_a_credit_note_adds_up():
    wrong = CreditInvoice("n1", "C-1", None, cny("10"), cny("1.30"), cny("11.31"), TODAY)
    given(BOOKED).when(wrong).fails(InvalidFieldError)


def test_retention_money_is_kept_with_the_share_it_stays_within_and_released():
    kept = RetentionKept(**MOVED, cap=Decimal("0.03"))
    given(BOOKED).when(KeepRetention("r1", ("6", "warranty"), cny("3"), Decimal("0.03"), TODAY)).then(kept)
    released = RetentionReleased(**MOVED)
    given(BOOKED, kept).when(ReleaseRetention("r1", ("6", "warranty"), cny("3"), TODAY)).then(released)


def test_tax_withheld_names_its_proof_and_the_place_of_the_invoice():
    asked = WithholdTax("w1", "income_tax", "T-1", cny("3"), TODAY, ("5", "final"))
    said = {
        **MOVED,
        "withholding_id": "w1",
        "clause": "5",
        "phase": "final",
        "what": "income_tax",
        "certificate": "T-1",
    }
    del said["retention_id"]
    given(BOOKED).when(asked).then(TaxWithheld.model_validate(said))
    given().when(asked).fails(NotPossibleNowError)
