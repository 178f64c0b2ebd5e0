from dataclasses import replace
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
    TaxShare,
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


def share(rate: str, net: str, tax: str) -> TaxShare:
    return TaxShare(rate=Decimal(rate), net=cny(net), tax=cny(tax))


def test_a_credit_note_takes_off_by_rate_what_the_invoice_has_left_of_it():
    goods, freight = share("0.13", "60", "7.80"), share("0.09", "40", "3.60")
    two = BOOKED.model_copy(update={"tax": cny("11.40"), "gross": cny("111.40"), "taxes": (goods, freight)})
    back = share("0.09", "10", "0.90")
    note = CreditInvoice("n1", "C-1", None, cny("10"), cny("0.90"), cny("10.90"), TODAY, (back,))
    taken = CREDITED.model_copy(
        update={"confirmation": None, "tax": cny("0.90"), "gross": cny("10.90"), "taxes": (back,)}
    )
    given(two).when(note).then(taken)
    given(BOOKED).when(note).then(taken)
    untold = replace(note, taxes=())
    given(two).when(untold).then(taken.model_copy(update={"taxes": ()}))
    for shares in ((share("0.06", "10", "0.90"),), (goods,), (back, back)):
        given(two).when(replace(note, taxes=shares)).fails(InvalidFieldError)
    rest = share("0.09", "30", "2.71")
    more = CreditInvoice("n2", "C-2", None, cny("30"), cny("2.71"), cny("32.71"), TODAY, (rest,))
    given(two, taken).when(more).fails(InvalidFieldError)
    given(two).when(more).then(
        taken.model_copy(
            update={
                "credit_id": "n2", "number": "C-2", "net": cny("30"), "tax": cny("2.71"), "gross": cny("32.71"),
                "taxes": (rest,),
            }
        )
    )  # fmt: skip


def test_a_credit_note_of_an_invoice_of_one_rate_is_of_that_rate():
    one = BOOKED.model_copy(update={"taxes": (share("0.13", "100", "13"),)})
    of_it = CREDITED.model_copy(update={"taxes": (share("0.13", "10", "1.30"),)})
    given(one).when(NOTE).then(of_it)
    given(one, of_it).when(replace(NOTE, number="C-2", net=cny("5"), tax=cny("12"), gross=cny("17"))).then(
        of_it.model_copy(update={"number": "C-2", "net": cny("5"), "tax": cny("12"), "gross": cny("17"), "taxes": ()})
    )


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
