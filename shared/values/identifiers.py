"""Numbers that name organisations, persons and accounts, each with its own check."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from shared.values.errors import DomainError
from shared.values.identifier_checks import CHECKS, Fault, FaultFound, IdentifierKind

PERSONAL_KINDS: Final = frozenset({IdentifierKind.RESIDENT_IDENTITY_NUMBER, IdentifierKind.EMAIL, IdentifierKind.PHONE})
"""Kinds that name or reach a natural person, whoever holds them."""


REASONS: Final[dict[Fault, str]] = {
    Fault.UNKNOWN_KIND: "there is no such kind of identifier",
    Fault.LENGTH: "the length is wrong",
    Fault.CHARACTERS: "it holds characters that it can't have",
    Fault.FORMAT: "the form is wrong",
    Fault.CHECK_DIGIT: "the check digit does not match",
    Fault.COMPONENT: "a part of it (place, date, country) does not exist",
}


class IdentifierError(DomainError, ValueError):
    """An identifier that can't be right. The value itself is never repeated."""

    status = 422

    def __init__(self, kind: str, reason: Fault) -> None:
        self.kind_of_identifier = kind
        self.reason = reason
        super().__init__(REASONS[reason], identifier=kind, reason=reason.value)


def check(kind: str, value: str) -> str:
    """The identifier in its one normal form (compact, capital letters, E.164 for phones).

    Raises `IdentifierError` with the reason when it can't be right. Separators people write (blanks, hyphens) pass;
    characters outside ASCII never do.
    """
    checker = CHECKS.get(kind)
    if checker is None:
        raise IdentifierError(str(kind)[:64], Fault.UNKNOWN_KIND)
    if not value.isascii() or not value.isprintable():
        raise IdentifierError(kind, Fault.CHARACTERS)
    try:
        return checker(value.strip())
    except FaultFound as fault:
        raise IdentifierError(kind, fault.reason) from None


@dataclass(frozen=True, slots=True)
class Checked:
    """Marks a string field as an identifier of one kind; the field holds the normal form."""

    kind: IdentifierKind
    max_length: int = 64

    def __call__(self, value: Any) -> str:
        if not isinstance(value, str):
            raise PydanticCustomError("identifier_type", "an identifier is given as a string")
        try:
            return check(self.kind, value[: self.max_length + 1])
        except IdentifierError as error:
            raise PydanticCustomError("identifier", "{reason}", {"reason": error.detail}) from error

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self, serialization=core_schema.to_string_ser_schema())

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "minLength": 1, "maxLength": self.max_length, "description": self.kind.value}


Email = Annotated[str, Checked(IdentifierKind.EMAIL, max_length=254)]
"""An e-mail address, by its form."""
PhoneNumber = Annotated[str, Checked(IdentifierKind.PHONE)]
"""A phone number, kept in E.164."""
Iban = Annotated[str, Checked(IdentifierKind.IBAN)]
"""A bank account in international form."""
Bic = Annotated[str, Checked(IdentifierKind.BIC)]
"""A bank's international code."""
CnapsCode = Annotated[str, Checked(IdentifierKind.CNAPS_CODE)]
"""A Chinese bank branch's code in the national payment system."""
