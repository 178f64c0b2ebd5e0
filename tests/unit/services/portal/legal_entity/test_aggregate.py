from dataclasses import replace
from datetime import date

from services.portal.legal_entity.aggregate import (
    LEGAL_ENTITY,
    AccountExistsError,
    BookExistsError,
    CloseBankAccount,
    CloseBook,
    DeregisterLegalEntity,
    DestroySeal,
    EndBeforeBeginningError,
    HandSealOver,
    OpenBankAccount,
    OpenBook,
    RegisterLegalEntity,
    RegisterSeal,
    SealExistsError,
    decide,
)
from services.portal.legal_entity.events import (
    BankAccountClosed,
    BankAccountOpened,
    BookClosed,
    BookOpened,
    LegalEntityChanged,
    LegalEntityDeregistered,
    LegalEntityRegistered,
    SealDestroyed,
    SealHandedOver,
    SealKind,
    SealRegistered,
)
from shared.testing.given import specification
from shared.values.errors import NotFoundError, NotPossibleNowError

given = specification(LEGAL_ENTITY, decide)
DAY, LATER, BEFORE = date(2026, 1, 1), date(2026, 6, 1), date(2025, 12, 31)
REGISTER = RegisterLegalEntity("e", "Great Wall Ltd", "CN", "91110000600037341L", "CNY", DAY)
REGISTERED = LegalEntityRegistered(
    legal_entity_id="e",
    name="Great Wall Ltd",
    country="CN",
    tax_number="91110000600037341L",
    currency="CNY",
    effective_on=DAY,
)
OPEN_BOOK = OpenBook("e", "main", "Main", "CNY", "01-01", DAY)
BOOK = BookOpened(
    legal_entity_id="e", code="main", name="Main", currency="CNY", fiscal_year_start="01-01", effective_on=DAY
)
SEAL = SealRegistered(legal_entity_id="e", seal_id="s", kind=SealKind.CONTRACT, keeper_id="anna", effective_on=DAY)
OPEN_ACCOUNT = OpenBankAccount("e", "a", "ICBC", None, "4301010109100012345", "CNY", DAY)
ACCOUNT = BankAccountOpened(
    legal_entity_id="e",
    account_id="a",
    bank="ICBC",
    bank_code=None,
    number="4301010109100012345",
    ending="2345",
    currency="CNY",
    effective_on=DAY,
)


def test_an_entity_is_registered_once_and_then_changed():
    given().when(REGISTER).then(REGISTERED)
    given(REGISTERED).when(REGISTER).then()
    renamed = replace(REGISTER, name="Great Wall East Ltd", effective_on=LATER)
    changed = LegalEntityChanged(**{**REGISTERED.model_dump(), "name": renamed.name, "effective_on": LATER})
    given(REGISTERED).when(renamed).then(changed)


def test_one_that_was_struck_off_opens_nothing_and_still_ends_what_it_has():
    off = LegalEntityDeregistered(legal_entity_id="e", effective_on=LATER)
    given(REGISTERED).when(DeregisterLegalEntity("e", LATER)).then(off)
    given(REGISTERED).when(DeregisterLegalEntity("e", BEFORE)).fails(EndBeforeBeginningError)
    for command in (REGISTER, OPEN_BOOK, OPEN_ACCOUNT, DeregisterLegalEntity("e", LATER)):
        given(REGISTERED, BOOK, off).when(command).fails(NotPossibleNowError)
    closed = BookClosed(legal_entity_id="e", code="main", effective_on=LATER)
    given(REGISTERED, BOOK, off).when(CloseBook("e", "main", LATER)).then(closed)


def test_books_have_a_code_of_their_own_and_are_closed_after_they_were_opened():
    given(REGISTERED).when(OPEN_BOOK).then(BOOK)
    given(REGISTERED, BOOK).when(OPEN_BOOK).fails(BookExistsError)
    given(REGISTERED, BOOK).when(CloseBook("e", "main", BEFORE)).fails(EndBeforeBeginningError)
    given(REGISTERED, BOOK).when(CloseBook("e", "tax", LATER)).fails(NotFoundError)
    closed = BookClosed(legal_entity_id="e", code="main", effective_on=LATER)
    given(REGISTERED, BOOK, closed).when(CloseBook("e", "main", LATER)).fails(NotPossibleNowError)


def test_of_each_kind_one_seal_counts_and_somebody_keeps_it():
    register = RegisterSeal("e", "s2", SealKind.CONTRACT, "boris", LATER)
    given(REGISTERED, SEAL).when(register).fails(SealExistsError)
    handed = SealHandedOver(legal_entity_id="e", seal_id="s", keeper_id="boris", effective_on=LATER)
    given(REGISTERED, SEAL).when(HandSealOver("e", "s", "boris", LATER)).then(handed)
    given(REGISTERED, SEAL).when(HandSealOver("e", "s", "anna", LATER)).then()
    destroyed = SealDestroyed(legal_entity_id="e", seal_id="s", effective_on=LATER)
    given(REGISTERED, SEAL).when(DestroySeal("e", "s", LATER)).then(destroyed)
    assert given(REGISTERED, SEAL, destroyed).when(register).error is None
    given(REGISTERED, SEAL, destroyed).when(HandSealOver("e", "s", "boris", LATER)).fails(NotPossibleNowError)


def test_an_account_is_told_by_its_last_four_characters_and_open_once():
    given(REGISTERED).when(OPEN_ACCOUNT).then(ACCOUNT)
    assert b"4301010109100012345" not in ACCOUNT.public_json()
    given(REGISTERED, ACCOUNT).when(replace(OPEN_ACCOUNT, account_id="b")).fails(AccountExistsError)
    closed = BankAccountClosed(legal_entity_id="e", account_id="a", effective_on=LATER)
    given(REGISTERED, ACCOUNT).when(CloseBankAccount("e", "a", LATER)).then(closed)
    assert given(REGISTERED, ACCOUNT, closed).when(replace(OPEN_ACCOUNT, account_id="b")).error is None
