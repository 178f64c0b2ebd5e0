"""Legal entities as they come in and go out over HTTP."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from services.portal.legal_entity.events import SealKind
from shared.values.clock import BusinessDate
from shared.values.currency import Currency
from shared.values.ids import Id
from shared.values.text import Code, Name, PlainText
from shared.web.schemas import Answer, Body

COMMON_YEAR = 2001


def _day_of_every_year(day: str) -> str:
    try:
        date.fromisoformat(f"{COMMON_YEAR}-{day}")
    except ValueError as error:
        raise ValueError("a fiscal year begins on a day that every year has: 01-01") from error
    return day


Country = Annotated[str, StringConstraints(strict=True, pattern="^[A-Z]{2}$"), Field(examples=["CN"])]
"""ISO 3166-1, two letters."""
DayOfYear = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_day_of_every_year),
    Field(examples=["01-01"]),
]
"""Month and day: 01-01."""
TaxNumber = Annotated[str, PlainText(40), Field(examples=["91110000600037341L"])]
BankCode = Annotated[
    str, PlainText(40), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 40, "examples": ["ICBKCNBJ"]})
]
AccountNumber = Annotated[str, PlainText(40), Field(examples=["4301010109100012345"])]


class LegalEntityBody(Body):
    """A company of the house; its tax number is checked by the rule of its country. `unit_id` looks after it: the
    caller's own unit unless named.
    """

    name: Name
    country: Country = "CN"
    tax_number: TaxNumber
    currency: Currency
    effective_on: BusinessDate
    unit_id: Id | None = None


class LegalEntityChangeBody(Body):
    name: Name
    country: Country
    tax_number: TaxNumber
    currency: Currency
    effective_on: BusinessDate


class DayBody(Body):
    effective_on: BusinessDate


class BookBody(Body):
    """A set of books; each fiscal year begins on `fiscal_year_start`."""

    code: Code
    name: Name
    currency: Currency
    fiscal_year_start: DayOfYear = "01-01"
    effective_on: BusinessDate


class SealBody(Body):
    kind: SealKind
    keeper_id: Id
    effective_on: BusinessDate


class KeeperBody(Body):
    keeper_id: Id
    effective_on: BusinessDate


class BankAccountBody(Body):
    """An account: its number is an IBAN or digits alone, its bank's code a BIC or a CNAPS code."""

    bank: Name
    bank_code: BankCode | None = None
    number: AccountNumber
    currency: Currency
    effective_on: BusinessDate


class AssignmentBody(Body):
    """The legal entity that a unit belongs to from a day on; null: that of the unit above."""

    legal_entity_id: Id | None
    effective_on: BusinessDate


class LegalEntityMade(Answer):
    legal_entity_id: str
    version: int


class SealMade(Answer):
    legal_entity_id: str
    seal_id: str
    version: int


class AccountMade(Answer):
    legal_entity_id: str
    account_id: str
    version: int


class UnitAssignedAnswer(Answer):
    unit_id: str
    version: int


class LegalEntityAnswer(Answer):
    legal_entity_id: str
    name: str
    country: str
    tax_number: str
    currency: str
    effective_on: date
    deregistered_on: date | None
    version: int


class LegalEntityAnswers(Answer):
    legal_entities: list[LegalEntityAnswer]


class BookAnswer(Answer):
    code: str
    name: str
    currency: str
    fiscal_year_start: str
    effective_on: date
    until: date | None


class Books(Answer):
    books: list[BookAnswer]


class SealAnswer(Answer):
    seal_id: str
    kind: SealKind
    keeper_id: str
    effective_on: date
    until: date | None


class Seals(Answer):
    seals: list[SealAnswer]


class BankAccountAnswer(Answer):
    """An account; `ending` are the last four characters of its number."""

    account_id: str
    bank: str
    bank_code: str | None
    ending: str
    currency: str
    effective_on: date
    until: date | None


class BankAccounts(Answer):
    bank_accounts: list[BankAccountAnswer]


class WholeNumber(Answer):
    account_id: str
    number: str


class EntityOfUnit(Answer):
    """The legal entity that a unit belongs to on a day, and the unit (itself or one above) that is assigned to it; both
    null where none above is assigned.
    """

    unit_id: str
    on: date
    assigned_unit_id: str | None
    since: date | None
    legal_entity: LegalEntityAnswer | None


class Assignment(Answer):
    effective_on: date
    legal_entity_id: str | None


class Assignments(Answer):
    assignments: list[Assignment]
