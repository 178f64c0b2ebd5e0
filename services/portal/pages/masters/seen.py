"""What the pages of master contracts need of the contract service's answers."""

from datetime import date
from decimal import Decimal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class QuantityCap(Seen):
    product_code: str
    quantity: Decimal


class Master(Seen):
    contract_id: str
    unit_id: str
    cap: Money
    quantities: list[QuantityCap]
    ordered: Money
    accepted: Money
    invoiced: Money
    paid: Money
    closed: bool


class Masters(Seen):
    items: list[Master]


class Drawn(Seen):
    product_code: str
    quantity: Decimal


class Drawing(Seen):
    version: int
    contract_id: str
    stage: str
    document: str
    of: str | None
    amount: Money
    counted: Money
    rate: Decimal
    rate_on: date
    rate_source: str
    quantities: list[Drawn]
    effective_on: date


class Drawings(Seen):
    items: list[Drawing]


class Step(Seen):
    step: str
    figures: dict[str, str]


class KeyPrice(Seen):
    """A price that a country was told, and the steps it came about by."""

    version: int
    terms_version: int
    product_code: str
    country: str
    currency: str
    before: Decimal | None
    price: Decimal
    steps: list[Step]
    recipients: list[str]
    effective_on: date


class KeyPrices(Seen):
    items: list[KeyPrice]


class Rate(Seen):
    currency: str
    against: str
    rate: Decimal
    source: str
    effective_on: date
    fixed_by: str


class Rates(Seen):
    items: list[Rate]


class Place(Seen):
    country: str
    currency: str
    unit_id: str | None
    decimals: int


class Exchange(Seen):
    rate_source: str
    fixing_on: date
    band: Decimal
    sharing: Decimal


class Terms(Seen):
    """How prices are made."""

    mode: str
    lead: str
    share: Decimal | None
    countries: list[Place]
    exchange: Exchange


class TermsSaid(Seen):
    version: int
    terms: Terms
    effective_on: date
    laid_down_by: str


class TermsList(Seen):
    items: list[TermsSaid]


class Quote(Seen):
    product_code: str
    country: str
    currency: str
    price: Decimal
    on: date
    steps: list[Step]


class Member(Seen):
    """Somebody who looks after a key account in a region."""

    staff_id: str
    region: str
    function: str
    countries: list[str]
    since: date


class Members(Seen):
    items: list[Member]


class Level(Seen):
    """What was agreed of a measure in a region; no `target` ends what held."""

    version: int
    region: str
    measure: str
    sense: str
    scale: str
    target: Decimal | None
    effective_on: date


class Levels(Seen):
    items: list[Level]


class Result(Seen):
    """What a measure came to in a month, and what was agreed at its end."""

    version: int
    region: str
    measure: str
    period: str
    value: Decimal
    cases: int
    sense: str
    target: Decimal
    met: bool


class Results(Seen):
    items: list[Result]
