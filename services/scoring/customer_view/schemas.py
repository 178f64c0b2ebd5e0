"""What the customer 360 answers."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from shared.web.schemas import Answer


class PurchaseFigures(Answer):
    """Recency, frequency and money of one currency; days of equal date are one purchase."""

    currency: str
    days: int
    first_on: date
    last_on: date
    recency_days: int
    amount: str


class PaymentBehaviour(Answer):
    """How what was owed was paid; `refunded` went back to the customer, `returned` came back from the supplier.
    `share_late` and `mean_days_late` are null while nothing was settled.
    """

    received: dict[str, str]
    made: dict[str, str]
    refunded: dict[str, str]
    returned: dict[str, str]
    settled: int
    late: int
    share_late: float | None
    mean_days_late: float | None
    blocked: int


class Arrears(Answer):
    """What is owed of invoices issued, by days past due."""

    currency: str
    outstanding: str
    overdue: str
    overdue_invoices: int
    ageing: dict[str, str]


class ContractProgress(Answer):
    """A contract and the sums that moved against it, by kind of document."""

    contract_id: str
    number: str | None
    title: str | None
    direction: str | None
    amount: str | None
    currency: str | None
    signed_on: date
    state: str
    progress: dict[str, str]


class CustomerView(Answer):
    """All that scoring knows of a customer, as of one moment of its tables.

    `positions` are the offsets up to which each topic's partitions are included. `merged` are archives that this one
    answers for.
    """

    customer_id: str
    asked_for: str
    as_of: date
    recorded_as_of: datetime | None = Field(description="As known at this moment; as known now if null")
    merged: list[str]
    profile: dict[str, Any]
    contacts: int
    purchases: list[PurchaseFigures]
    payment_behaviour: PaymentBehaviour
    arrears: list[Arrears]
    contracts: list[ContractProgress] = Field(description="The latest fifty")
    positions: dict[str, list[int]] | None
    generation: int


class MonthOfPurchases(Answer):
    month: str
    currency: str
    amount: str
    customers: int


class ProductSold(Answer):
    product: str
    currency: str
    quantity: str
    amount: str


class PaymentsOfKind(Answer):
    kind: str
    currency: str
    amount: str
    number: int
    late: int


class UnitArrears(Answer):
    currency: str
    outstanding: str
    overdue: str


class AssetsOfKind(Answer):
    """Assets that the unit has: estimated (provisional) or at actual cost (capitalised)."""

    kind: str
    currency: str
    number: int
    cost: str
    accumulated: str


class BookOfAssets(Answer):
    """A book that assets of the unit were charged in, how many, and whether it leads for any of them."""

    book: str
    leading: bool
    assets: int


class UnitFigures(Answer):
    """A unit with all below it, as of one moment of scoring's tables."""

    unit_id: str
    as_of: date
    recorded_as_of: datetime | None = Field(description="As known at this moment; as known now if null")
    purchases: list[MonthOfPurchases]
    products: list[ProductSold] = Field(description="The fifty that sold best")
    payments: list[PaymentsOfKind]
    arrears: list[UnitArrears]
    assets: list[AssetsOfKind]
    book: str | None = Field(description="The book that the assets are charged in; each one's leading book if null")
    books: list[BookOfAssets] = Field(description="What can be asked for as `book`")
    positions: dict[str, list[int]] | None


class Moment(Answer):
    """An event: what it did (`kind`, in its `room`), its money where it moved any, and where it stands."""

    room: str
    kind: str
    service: str
    stream: str
    version: int
    unit_id: str
    contract_id: str | None
    about: str | None
    amount: str | None
    currency: str | None
    effective_on: date
    recorded_at: datetime


class Timeline(Answer):
    moments: list[Moment]


class MonthOfPayments(Answer):
    """What was received or made in a month."""

    month: str
    kind: str
    currency: str
    amount: str


class MonthsOfPayments(Answer):
    months: list[MonthOfPayments]
