"""A contact as it comes in and goes out over HTTP."""

from typing import Annotated, Literal

from pydantic import Field

from services.customer.contact.aggregate import AddContact
from services.customer.contact.functions import Role
from shared.values.identifiers import Email, PhoneNumber
from shared.values.text import Name, PlainText, Reason
from shared.web.schemas import Answer, Body

Function = Annotated[str, PlainText(60)]
"""In the words of whoever has it: a job, a department."""
Locale = Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")]


class ContactFields(Body):
    role: Role
    function: Function | None = None
    name: Name
    email: Email | None = None
    phone: PhoneNumber | None = None
    locale: Locale = "zh-CN"

    def to_command(self, contact_id: str, customer_id: str, source: str = "", source_id: str = "") -> AddContact:
        return AddContact(
            contact_id=contact_id,
            customer_id=customer_id,
            role=self.role,
            function=self.function,
            name=self.name,
            email=self.email,
            phone=self.phone,
            locale=self.locale,
            source=source,
            source_id=source_id,
        )


class ContactBody(ContactFields):
    """A contact of a customer."""


class ChangeContactBody(Body):
    """Only the fields to change; `null` empties function, e-mail or phone."""

    reason: Reason
    role: Role | None = None
    function: Function | None = None
    name: Name | None = None
    email: Email | None = None
    phone: PhoneNumber | None = None
    locale: Locale | None = None


class ContactMade(Answer):
    contact_id: str
    version: int


class ContactAnswer(Answer):
    """A contact; function, name, e-mail and phone read "[erased]" once the person was erased."""

    contact_id: str
    customer_id: str
    unit_id: str
    stage: str
    role: str
    function: str | None
    name: str
    email: str | None
    phone: str | None
    locale: str
    version: int


class ContactAnswers(Answer):
    contacts: list[ContactAnswer]


class Person(Answer):
    """Who an id stands for, and how to reach them, at the moment of asking."""

    id: str
    kind: Literal["contact", "person", "organisation"]
    customer_id: str
    name: str | None
    email: str | None
    phone: str | None
    locale: str
    erased: bool


class People(Answer):
    people: list[Person]
