"""The company type: chosen once and again, the last choice counts."""

from dataclasses import dataclass
from typing import Final

from services.portal.company.events import CompanyTypeChosen, Customers, Offer
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event


@dataclass(frozen=True, slots=True)
class Company:
    """What was chosen; None before."""

    customers: Customers | None = None
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class ChooseCompanyType:
    """`unit_id` is the headquarters."""

    unit_id: str
    customers: Customers
    offer: Offer


def decide(company: Company, command: ChooseCompanyType) -> list[Event]:
    """The same again is no event."""
    if (company.customers, company.offer) == (command.customers, command.offer):
        return []
    return [CompanyTypeChosen(unit_id=command.unit_id, customers=command.customers, offer=command.offer)]


def evolve(company: Company, event: Event) -> Company:
    """The company after an event of its stream."""
    match event:
        case CompanyTypeChosen(customers=customers, offer=offer):
            return Company(customers, offer)
        case _:
            return company


COMPANY: Final = Aggregate("company", Company(), evolve)
