"""The second factor over HTTP: whoever changes it shows the password again."""

from typing import Annotated

from pydantic import Field

from shared.web.schemas import Answer, Body

CodeOfFactor = Annotated[str, Field(min_length=6, max_length=40)]


class ProofBody(Body):
    login: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class CodeBody(ProofBody):
    """`code` is the one that the device shows; where a second factor is in use, a recovery code will do."""

    code: CodeOfFactor


class EnrolmentAnswer(Answer):
    """The secret for a device, and the same as an address for a QR code. In use once a code of it was given back."""

    secret: str
    address: str


class RecoveryCodes(Answer):
    """Shown once: each stands in for a code of the device, once."""

    recovery_codes: list[str]


class FactorReset(Answer):
    staff_id: str
