"""What the pages of customers need of the others' answers."""

from datetime import date, datetime
from decimal import Decimal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Line(Seen):
    customer_id: str
    unit_id: str
    kind: str
    state: str
    name: str | None
    roles: list[str]
    region: str | None
    industry: str | None
    owner_id: str | None
    source_id: str


class Lines(Seen):
    customers: list[Line]


class Identifier(Seen):
    kind: str
    value: str


class Customer(Line):
    """`survivor_id` is the archive that one merged into it points to."""

    stage: str
    survivor_id: str | None = None
    identifiers: list[Identifier]
    registered_on: date
    changed_at: datetime
    version: int


class Contact(Seen):
    contact_id: str
    stage: str
    role: str
    function: str | None = None
    name: str
    email: str | None
    phone: str | None
    customer_id: str = ""
    locale: str = ""
    version: int = 0


class Contacts(Seen):
    contacts: list[Contact]


class Month(Seen):
    month: str
    kind: str
    currency: str
    amount: Decimal


class Months(Seen):
    months: list[Month]


class Purchases(Seen):
    currency: str
    days: int
    first_on: date
    last_on: date
    recency_days: int
    amount: Decimal


class Behaviour(Seen):
    received: dict[str, Decimal]
    made: dict[str, Decimal]
    settled: int
    late: int
    share_late: float | None
    mean_days_late: float | None
    blocked: int


class Arrears(Seen):
    currency: str
    outstanding: Decimal
    overdue: Decimal
    overdue_invoices: int
    ageing: dict[str, Decimal]


class Progress(Seen):
    contract_id: str
    number: str | None
    title: str | None
    direction: str | None
    amount: Decimal | None
    currency: str | None
    signed_on: date
    state: str
    progress: dict[str, Decimal]


class View(Seen):
    """The 360 of scoring."""

    as_of: date
    merged: list[str]
    contacts: int
    purchases: list[Purchases]
    payment_behaviour: Behaviour
    arrears: list[Arrears]
    contracts: list[Progress]
    positions: dict[str, list[int]] | None
    generation: int


class Lifetime(Seen):
    model: str
    until: date
    horizon_weeks: float
    purchases: int
    recency_weeks: float
    age_weeks: float
    p_alive: float
    expected_purchases: float
    expected_amount: float | None
    value: float | None
    currency: str


class Indicator(Seen):
    """What of a score; `figure` of the 360 has the facts behind it."""

    code: str
    value: Decimal
    points: int
    weight: Decimal
    adds: Decimal
    figure: str
    currency: str | None
    age: str | None


class Score(Seen):
    as_of: date
    indicators: list[Indicator]
    total: Decimal
    hard: str | None


class Credit(Seen):
    """`grade` counts today; `given` was given last."""

    grade: str
    given: str
    before: str | None
    total: Decimal
    graded_on: date
    valid_until: date
    score: Score


class Payment(Seen):
    payment_id: str
    contract_id: str
    counterparty_id: str
    way: str
    state: str
    clause: str | None
    amount: Money
    allocated: Money
    reason: str | None
    reference: str
    effective_on: date


class ExposurePart(Seen):
    component: str
    amount: Money


class CountedAt(Seen):
    currency: str
    rate: Decimal
    on: date
    source: str


class Exposure(Seen):
    """What a customer's group owes and will owe."""

    customer_id: str
    group_id: str
    grade: str
    exposure: Money
    own: Money
    parts: list[ExposurePart]
    rates: list[CountedAt]
    limit: Money | None
    own_limit: Money | None
    left: Money | None
    term_days: int | None
    purchase_limit: Money | None
    discount: Decimal | None


class Payments(Seen):
    items: list[Payment]


class ExposureDocument(Seen):
    """What counts against the exposure is below nothing."""

    component: str
    kind: str
    document: str
    number: str
    contract_id: str | None
    customer_id: str
    amount: Money
    effective_on: date | None


class ExposureDocuments(Seen):
    items: list[ExposureDocument]


class CreditSaid(Seen):
    """How much a customer may owe, as it was laid down."""

    version: int
    limit: Money | None
    term_days: int | None
    effective_on: date
    until: date | None
    changed_by: str


class Credits(Seen):
    items: list[CreditSaid]


class Group(Seen):
    head_id: str | None
    members: list[str]


class Standing(Seen):
    """The grades that contracts read today, sales as a customer, purchases as a supplier; whether they are related to
    us, whether contracts with them are stopped, and of what size they are, where that is known.
    """

    grade: str
    supplier_grade: str
    related: bool = False
    blocked: bool = False
    size: str | None = None


class GradeByHand(Seen):
    """Somebody gave it, somebody else decides on it; of no role it is of both."""

    approval_id: str
    state: str
    grade: str
    role: str | None
    graded_on: date
    valid_until: date
    reason: str | None


class GradesByHand(Seen):
    items: list[GradeByHand]
