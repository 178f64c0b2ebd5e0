from datetime import date
from typing import Any

from services.contract.direct_debit.aggregate import DIRECT_DEBITS, CollectDebit, Command, FailDebit, TryDebit, decide
from services.contract.direct_debit.errors import BeyondInvoiceError
from services.contract.direct_debit.events import Asked, DebitFailed, DebitSucceeded, DebitTried
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.money import Money

DAY, NEXT = date(2026, 3, 2), date(2026, 3, 5)
given = specification(DIRECT_DEBITS, lambda state, command: [decide(state, command)])


def head(debit: str = "d1", invoice: str = "i1") -> dict[str, str]:
    about = {"contract_id": "c1", "counterparty_id": "k1", "owner_id": "s1"}
    return {"debit_id": debit, "invoice_id": invoice, **about}


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def attempt(debit: str = "d1", amount: str | None = None, open_: str = "100.00", invoice: str = "i1") -> Command:
    return TryDebit(head(debit, invoice), None if amount is None else cny(amount), "M-1", cny(open_), DAY)


def tried(debit: str = "d1", amount: str = "100.00", number: int = 1, invoice: str = "i1") -> DebitTried:
    asked = Asked(mandate="M-1", attempt=number)
    return DebitTried(**head(debit, invoice), amount=cny(amount), asked=asked, effective_on=DAY)


def answered(debit: str = "d1", amount: str = "100.00", on: date = NEXT) -> dict[str, Any]:
    return {**head(debit), "amount": cny(amount), "effective_on": on}


FAILED = DebitFailed(**answered(), reason="insufficient_funds", bank_code="AM04")


def test_all_that_is_open_is_asked_for_unless_less_is_said():
    given().when(attempt()).then(tried())
    given().when(attempt(amount="40.00")).then(tried(amount="40.00"))


def test_no_part_of_an_invoice_is_asked_for_twice_while_the_bank_has_not_answered():
    given(tried(amount="60.00")).when(attempt("d2")).then(tried("d2", "40.00", 2))
    given(tried(amount="60.00")).when(attempt("d2", "40.01")).fails(BeyondInvoiceError)
    given(tried()).when(attempt("d2")).fails(BeyondInvoiceError)
    given(tried()).when(attempt("d2", invoice="i2")).then(tried("d2", invoice="i2"))


def test_what_failed_may_be_tried_again_and_counts_as_one_more_try():
    given(tried()).when(FailDebit("d1", "insufficient_funds", "AM04", NEXT)).then(FAILED)
    given(tried(), FAILED).when(attempt("d2")).then(tried("d2", number=2))


def test_a_bank_answers_once_and_after_it_was_asked():
    got = DebitSucceeded(**answered(), payment_id="p1")
    given(tried()).when(CollectDebit("d1", "p1", NEXT)).then(got)
    for said in (got, FAILED):
        given(tried(), said).when(CollectDebit("d1", "p2", NEXT)).fails(NotPossibleNowError)
        given(tried(), said).when(FailDebit("d1", "other", None, NEXT)).fails(NotPossibleNowError)
    given(tried()).when(CollectDebit("d1", "p1", date(2026, 3, 1))).fails(InvalidFieldError)
    given(tried()).when(CollectDebit("d9", "p1", NEXT)).fails(NotFoundError)


def test_another_currency_or_nothing_is_refused():
    euro = TryDebit(head(), Money.of("1.00", "EUR"), "M-1", cny("100.00"), DAY)
    given().when(euro).fails(InvalidFieldError)
    given().when(attempt(open_="0.00")).fails(BeyondInvoiceError)
