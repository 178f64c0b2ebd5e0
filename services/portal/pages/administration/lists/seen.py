"""What the page of lists needs of the contract and the asset service's answers."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Row(Seen):
    """A row of the matrix of approvals."""

    step: str
    stage: int
    unit: str = "own"
    from_amount: Money | None = None
    risk: str | None = None
    related_party: bool = False
    limit_hours: int | None = None


class Rules(Seen):
    number_prefix: str
    amount_kind: str
    payment_control: str
    match_tolerance: Decimal
    stamp_item: str | None = None
    ways: tuple[str, ...] = ()
    required_references: tuple[dict[str, Any], ...] = ()
    route: tuple[Row, ...] = ()


class ContractType(Seen):
    type_id: str
    code: str
    name: str
    direction: str
    rules: Rules


class WholeType(Seen):
    """A type with all that it lays down, which is sent back whole."""

    name: str
    rules: dict[str, Any]
    version: int


class ContractTypes(Seen):
    items: list[ContractType]


class Setting(Seen):
    setting: str
    type_code: str | None
    value: Decimal | None
    effective_on: date
    shipped: bool


class Settings(Seen):
    items: list[Setting]


class Book(Seen):
    book: str
    leading: bool
    periods: int
    months_per_period: int = 1
    method: str


class AssetClass(Seen):
    code: str
    name: str
    level: str
    parent_code: str | None
    attributes: list[str]
    books: list[Book]
    active: bool


class AssetClasses(Seen):
    classes: list[AssetClass]
