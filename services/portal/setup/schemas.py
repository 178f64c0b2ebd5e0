"""The first start over HTTP."""

from typing import Annotated

from pydantic import Field

from services.portal.company.schemas import CompanyTypeBody
from services.portal.legal_entity.schemas import Country, TaxNumber
from shared.values.currency import Currency
from shared.values.identifiers import Email
from shared.values.text import Code, Name
from shared.web.schemas import Answer, Body


class AdministratorBody(Body):
    login: Code
    name: Name
    email: Email | None = None
    password: Annotated[str, Field(max_length=200)] | None = None
    """A one-time password is made when none is given."""


class OwnEntityBody(Body):
    """The legal entity that headquarters belongs to."""

    name: Name
    country: Country = "CN"
    tax_number: TaxNumber
    currency: Currency


class SetupBody(Body):
    """The secret that was printed at start, the headquarters' name, and who administers."""

    bootstrap: Annotated[str, Field(max_length=200)]
    organisation: Name
    legal_entity: OwnEntityBody | None = None
    administrator: AdministratorBody
    company_type: CompanyTypeBody | None = None


class SetupAnswer(Answer):
    """`one_time_password` is shown once, when one was made; it is changed at the first sign-in."""

    unit_id: str
    staff_id: str
    one_time_password: str | None = None


class SetupState(Answer):
    done: bool
