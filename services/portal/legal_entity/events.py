"""What happens to a legal entity of the house: registration, its books, seals and bank accounts."""

from datetime import date
from enum import StrEnum

from shared.eventstore.event import Event, Personal


class SealKind(StrEnum):
    """What a company seal is used for."""

    COMPANY = "company"
    FINANCE = "finance"
    CONTRACT = "contract"
    INVOICE = "invoice"
    REPRESENTATIVE = "representative"


class LegalEntityRegistered(Event, name="portal.legal_entity_registered.v1"):
    """A company of the house: its country, its tax number there, and the currency it reports in."""

    legal_entity_id: str
    name: str
    country: str
    tax_number: str
    currency: str
    effective_on: date


class LegalEntityChanged(Event, name="portal.legal_entity_changed.v1"):
    """It has another name, tax number, or currency to report in."""

    legal_entity_id: str
    name: str
    country: str
    tax_number: str
    currency: str
    effective_on: date


class LegalEntityDeregistered(Event, name="portal.legal_entity_deregistered.v1"):
    """It is struck off: no unit is assigned to it from that day on."""

    legal_entity_id: str
    effective_on: date


class BookOpened(Event, name="portal.book_opened.v1"):
    """It keeps a set of books: their currency, and the day (month and day) on which each fiscal year begins."""

    legal_entity_id: str
    code: str
    name: str
    currency: str
    fiscal_year_start: str
    effective_on: date


class BookClosed(Event, name="portal.book_closed.v1"):
    """Nothing is booked there after that day."""

    legal_entity_id: str
    code: str
    effective_on: date


class SealRegistered(Event, name="portal.seal_registered.v1"):
    """It has a seal, kept by a member of staff."""

    legal_entity_id: str
    seal_id: str
    kind: SealKind
    keeper_id: str
    effective_on: date


class SealHandedOver(Event, name="portal.seal_handed_over.v1"):
    """Somebody else keeps the seal from a day on."""

    legal_entity_id: str
    seal_id: str
    keeper_id: str
    effective_on: date


class SealDestroyed(Event, name="portal.seal_destroyed.v1"):
    """The seal counts no longer."""

    legal_entity_id: str
    seal_id: str
    effective_on: date


class BankAccountOpened(Event, name="portal.bank_account_opened.v1"):
    """It has an account. The number stays in the store, encrypted; others are told its last four characters."""

    legal_entity_id: str
    account_id: str
    bank: str
    bank_code: str | None
    number: Personal[str]
    ending: str
    currency: str
    effective_on: date


class BankAccountClosed(Event, name="portal.bank_account_closed.v1"):
    """Nothing is paid from or into the account after that day."""

    legal_entity_id: str
    account_id: str
    effective_on: date
