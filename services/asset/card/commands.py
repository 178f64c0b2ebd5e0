"""What can be asked of a card."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.asset.terms import BookTerms
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Identity:
    """What a card is called and where it came from."""

    asset_id: str
    number: str
    name: str
    class_code: str
    in_use: date
    project_id: str | None = None
    contract_id: str | None = None
    order_id: str | None = None
    supplier_id: str | None = None


def number_of(class_code: str, asset_id: str) -> str:
    """A number for a card that was given none: its class and the random end of its id."""
    return f"{class_code}-{asset_id[-8:].upper()}"


@dataclass(frozen=True, slots=True)
class EnterProvisional:
    """From a completed project, at estimated cost."""

    identity: Identity
    cost: Money
    books: tuple[BookTerms, ...]
    effective_on: date


@dataclass(frozen=True, slots=True)
class Opening:
    """What another system charged before: number of charges, their sum, and when the next one is due."""

    count: int
    amount: Decimal
    first_posting: date


@dataclass(frozen=True, slots=True)
class EnterCapitalised:
    """Without a project: bought directly, given, found, or brought over with charges already booked."""

    identity: Identity
    cost: Money
    books: tuple[BookTerms, ...]
    effective_on: date
    opening: Opening | None = None


@dataclass(frozen=True, slots=True)
class Capitalise:
    """The settlement of its project gives the actual cost."""

    cost: Money
    effective_on: date


@dataclass(frozen=True, slots=True)
class PlanDepreciation:
    """A further book."""

    terms: BookTerms
    effective_on: date


@dataclass(frozen=True, slots=True)
class AdjustValue:
    """A change in cost, residual value or life of one book."""

    change_id: str
    book: str
    reason: str
    effective_on: date
    cost: Decimal | None = None
    residual: Decimal | None = None
    periods: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """Everything planned and not charged until a date."""

    run_id: str
    unit_id: str
    book: str
    period: str
    until: date


@dataclass(frozen=True, slots=True)
class ReverseCharge:
    """The charge of a run until a date, which must be the book's latest and later than its last change of plan."""

    run_id: str
    unit_id: str
    book: str
    period: str
    charge: Decimal
    since: date | None
    until: date


@dataclass(frozen=True, slots=True)
class Move:
    location: str
    department: str
    holder_id: str | None
    effective_on: date


@dataclass(frozen=True, slots=True)
class Offer:
    transfer_id: str
    receiver: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class EndOffer:
    transfer_id: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class HandOver:
    transfer_id: str
    giver: str
    receiver: str
    effective_on: date


Command = (
    EnterProvisional
    | EnterCapitalised
    | Capitalise
    | PlanDepreciation
    | AdjustValue
    | Charge
    | ReverseCharge
    | Move
    | Offer
    | EndOffer
    | HandOver
)
