"""What kind of company the installation is for."""

from enum import StrEnum

from shared.eventstore.event import Event


class Customers(StrEnum):
    """Few customers, each known by name; or many, alike."""

    FEW = "few"
    MANY = "many"


class Offer(StrEnum):
    """What is sold: the same to everybody, or made for each."""

    STANDARD = "standard"
    CUSTOM = "custom"


class CompanyTypeChosen(Event, name="portal.company_type_chosen.v1"):
    """The company has few or many customers and sells standard or custom work; defaults follow from it."""

    unit_id: str
    customers: Customers
    offer: Offer
