from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.invoice.aggregate import INVOICE, BookInvoice, decide
from services.contract.invoice.events import InvoiceIssued, InvoiceReceived, TaxShare
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(INVOICE, decide)


def fact(**changes: Any) -> dict[str, Any]:
    said = {
        "invoice_id": "i1",
        "contract_id": "c1",
        "order_id": None,
        "counterparty_id": "k1",
        "owner_id": "s1",
        "number": "26117000000000000001",
        "net": Money.of("100", "CNY"),
        "tax": Money.of("13", "CNY"),
        "gross": Money.of("113", "CNY"),
        "clause": "5.2",
        "phase": "final",
        "due_on": TODAY,
        "effective_on": TODAY,
    }
    return {**said, **changes}


def test_a_purchase_invoice_is_received_and_a_sales_invoice_issued():
    given().when(BookInvoice("purchase", fact())).then(InvoiceReceived.model_validate(fact()))
    given().when(BookInvoice("sales", fact())).then(InvoiceIssued.model_validate(fact()))


def test_gross_is_net_plus_tax():
    given().when(BookInvoice("sales", fact(tax=Money.of("12.99", "CNY")))).fails(InvalidFieldError)


def test_an_invoice_has_one_currency_and_asks_for_something():
    given().when(BookInvoice("sales", fact(tax=Money.of("13", "USD")))).fails(InvalidFieldError)
    given().when(BookInvoice("sales", fact(gross=Money.of("0", "CNY")))).fails(InvalidFieldError)


def share(rate: str, net: str, tax: str, currency: str = "CNY") -> TaxShare:
    return TaxShare(rate=Decimal(rate), net=Money.of(net, currency), tax=Money.of(tax, currency))


def test_net_and_tax_by_rate_add_up_to_the_invoice_each_rate_once():
    goods, freight = share("0.13", "60", "7.80"), share("0.09", "40", "3.60")
    both = fact(tax=Money.of("11.40", "CNY"), gross=Money.of("111.40", "CNY"), taxes=(goods, freight))
    given().when(BookInvoice("purchase", both)).then(InvoiceReceived.model_validate(both))
    wrong = (
        (goods,),
        (goods, share("0.13", "40", "3.60")),
        (goods, share("0.09", "40", "3.60", "USD")),
        (goods, share("0.09", "40", "3.61")),
    )
    for taxes in wrong:
        given().when(BookInvoice("purchase", {**both, "taxes": taxes})).fails(InvalidFieldError)


def test_an_invoice_is_booked_once():
    given(InvoiceIssued.model_validate(fact())).when(BookInvoice("sales", fact())).fails(NotPossibleNowError)
