"""The checks of identifiers: each takes trimmed ASCII text and gives the normal form, or says what is wrong."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Final


class IdentifierKind(StrEnum):
    """What an identifier is; the value is its name in events and over HTTP."""

    SOCIAL_CREDIT_CODE = "social_credit_code"
    RESIDENT_IDENTITY_NUMBER = "resident_identity_number"
    VAT_NUMBER = "vat_number"
    IBAN = "iban"
    BIC = "bic"
    CNAPS_CODE = "cnaps_code"
    EMAIL = "email"
    PHONE = "phone"


class Fault(StrEnum):
    """Why an identifier is refused."""

    UNKNOWN_KIND = "unknown_kind"
    LENGTH = "length"
    CHARACTERS = "characters"
    FORMAT = "format"
    CHECK_DIGIT = "check_digit"
    COMPONENT = "component"


class FaultFound(Exception):  # noqa: N818 - the finding of a check; callers turn it into their error
    """A check found a fault."""

    def __init__(self, reason: Fault) -> None:
        self.reason = reason
        super().__init__(reason.value)


# GB 32100-2015: 31 characters, without the letters that are taken for digits.
_SOCIAL_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SOCIAL_CREDIT_FORM: Final = re.compile(
    rf"[1-9A-HJ-NPQRTUWXY][1-9A-HJ-NPQRTUWXY][0-9]{{6}}[{_SOCIAL_CREDIT_ALPHABET}]{{10}}\Z"
)
_SOCIAL_CREDIT_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))

# GB 11643-1999 with GB/T 2260 provinces; 71, 81, 82, 83 and a leading 9 are the residence permits in the same form.
_PROVINCES: Final = frozenset(
    {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83}
)
_RESIDENT_FORM: Final = re.compile(r"[1-9][0-9]{16}[0-9X]\Z")
_RESIDENT_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))
_RESIDENT_CHECKS: Final = "10X98765432"
_OLDEST_BIRTH: Final = 1850

_EMAIL_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_EMAIL_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")


def _social_credit_code(value: str) -> str:
    number = _compact(value)
    _need(len(number) == 18, Fault.LENGTH)
    _need(_SOCIAL_CREDIT_FORM.match(number), Fault.FORMAT)
    total = sum(
        _SOCIAL_CREDIT_ALPHABET.index(character) * weight
        for character, weight in zip(number[:17], _SOCIAL_CREDIT_WEIGHTS, strict=True)
    )
    _need(number[17] == _SOCIAL_CREDIT_ALPHABET[-total % 31], Fault.CHECK_DIGIT)
    return number


def _resident_identity_number(value: str) -> str:
    number = _compact(value)
    _need(len(number) == 18, Fault.LENGTH)
    _need(_RESIDENT_FORM.match(number), Fault.FORMAT)
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _RESIDENT_WEIGHTS, strict=True))
    _need(number[17] == _RESIDENT_CHECKS[total % 11], Fault.CHECK_DIGIT)
    place = number[1:3] if number[0] == "9" else number[:2]
    _need(int(place) in _PROVINCES, Fault.COMPONENT)
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise FaultFound(Fault.COMPONENT) from None
    _need(born.year >= _OLDEST_BIRTH, Fault.COMPONENT)
    return number


def _vat_number(value: str) -> str:
    from stdnum.ch import vat as swiss
    from stdnum.eu import vat as european
    from stdnum.gb import vat as british
    from stdnum.no import mva as norwegian

    number = _compact(value)
    country = number[:2]
    others = {"GB": british.validate, "CH": swiss.validate, "NO": norwegian.validate}
    checked = _by_stdnum(others.get(country, european.validate), number)
    return checked if checked.startswith(country) else country + checked


def _iban(value: str) -> str:
    from stdnum import iban

    return _by_stdnum(iban.validate, value)


def _bic(value: str) -> str:
    from stdnum import bic

    return _by_stdnum(bic.validate, value)


def _cnaps_code(value: str) -> str:
    """12 digits: bank, area, branch, and a check digit by ISO 7064 MOD 11,10 (GB/T 17710)."""
    from stdnum.iso7064 import mod_11_10

    number = _compact(value)
    _need(len(number) == 12, Fault.LENGTH)
    _need(number.isdigit(), Fault.FORMAT)
    _need(mod_11_10.is_valid(number), Fault.CHECK_DIGIT)
    return number


def _email(value: str) -> str:
    """The form of RFC 5321 without quoted local parts; whether anybody reads it is another question."""
    _need(len(value) <= 254, Fault.LENGTH)
    local, at, domain = value.rpartition("@")
    domain = domain.lower()
    labels = domain.split(".")
    _need(at and _EMAIL_LOCAL.match(local) and len(labels) > 1, Fault.FORMAT)
    _need(len(local) <= 64, Fault.LENGTH)
    _need(all(_EMAIL_LABEL.match(label) for label in labels) and not labels[-1].isdigit(), Fault.FORMAT)
    return f"{local}@{domain}"


def _phone(value: str) -> str:
    """A number of the numbering plans, in E.164; a number without `+` is read as Chinese."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value, DEFAULT_PHONE_REGION)
    except phonenumbers.NumberParseException:
        raise FaultFound(Fault.FORMAT) from None
    _need(number.extension is None, Fault.FORMAT)
    _need(phonenumbers.is_possible_number(number), Fault.LENGTH)
    _need(phonenumbers.is_valid_number(number), Fault.COMPONENT)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


DEFAULT_PHONE_REGION: Final = "CN"

CHECKS: Final[dict[str, Callable[[str], str]]] = {
    IdentifierKind.SOCIAL_CREDIT_CODE: _social_credit_code,
    IdentifierKind.RESIDENT_IDENTITY_NUMBER: _resident_identity_number,
    IdentifierKind.VAT_NUMBER: _vat_number,
    IdentifierKind.IBAN: _iban,
    IdentifierKind.BIC: _bic,
    IdentifierKind.CNAPS_CODE: _cnaps_code,
    IdentifierKind.EMAIL: _email,
    IdentifierKind.PHONE: _phone,
}
"""The check of each kind: takes the trimmed text, gives the normal form."""


def _need(holds: object, fault: Fault) -> None:
    if not holds:
        raise FaultFound(fault)


def _compact(value: str) -> str:
    return value.replace(" ", "").replace("-", "").upper()


def _by_stdnum(validate: Callable[[str], str], value: str) -> str:
    from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

    try:
        return validate(value)
    except InvalidChecksum:
        raise FaultFound(Fault.CHECK_DIGIT) from None
    except InvalidLength:
        raise FaultFound(Fault.LENGTH) from None
    except InvalidComponent:
        raise FaultFound(Fault.COMPONENT) from None
    except ValidationError:
        raise FaultFound(Fault.FORMAT) from None
