"""What the pages of figures need of the contract service's answers."""

from datetime import date, datetime
from decimal import Decimal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Due(Seen):
    debtor: str
    within: int
    number: int
    amount: Money


class Expiring(Seen):
    within: int
    number: int
    amount: Money
    without_amount: int = 0


class Concentrated(Seen):
    direction: str
    counterparty: str
    number: int
    amount: Money
    share: Decimal
    herfindahl: Decimal
    without_amount: int = 0


class ProgressOf(Seen):
    direction: str
    kind: str
    amount: Money
    agreed: Money
    without_amount: int = 0


class ReviewTime(Seen):
    unit_id: str
    number: int
    hours: float
    hours_ninety: float


class StepTime(ReviewTime):
    step: str
    late: int


class Outlook(Seen):
    as_of: date
    due: list[Due]
    expiring: list[Expiring]
    concentration: list[Concentrated]
    progress: list[ProgressOf]
    reviews: int
    review_hours: float | None
    review_hours_ninety: float | None
    reviews_by_unit: list[ReviewTime]
    steps_by_unit: tuple[StepTime, ...] = ()


class FoundAttachment(Seen):
    file_id: str
    name: str
    around: str


class Found(Seen):
    contract_id: str
    place: str
    around: str
    attachments: tuple[FoundAttachment, ...] = ()


class FoundStandard(Seen):
    standard_id: str
    code: str
    edition: int
    attachment: FoundAttachment


class FoundRows(Seen):
    items: list[Found]
    standards: tuple[FoundStandard, ...] = ()


class Taken(Seen):
    """How long something of a round over a contract took."""

    approval_id: str
    contract_id: str
    unit_id: str
    hours: float


class Round(Taken):
    state: str
    closed_at: datetime


class Rounds(Seen):
    items: list[Round]


class StepTaken(Taken):
    step: str
    started_at: datetime
    overdue: bool


class StepsTaken(Seen):
    items: list[StepTaken]
