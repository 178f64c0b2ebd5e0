from datetime import date, datetime

from services.contract.contract.schemas import ContractRow
from shared.values.decimals import DecimalString
from shared.values.money import Money
from shared.web.schemas import Answer


class FigureRow(Answer):
    """How many contracts, and what they come to; told apart by what was asked for. `without_amount` of them name none
    and add nothing to the sum.
    """

    unit: str | None = None
    type: str | None = None
    direction: str | None = None
    month: str | None = None
    counterparty: str | None = None
    state: str | None = None
    number: int
    amount: Money
    without_amount: int


class FigureRows(Answer):
    items: list[FigureRow]


class DueWithin(Answer):
    """What one side owes within so many days from today, those of the shorter periods left out; -1 is overdue."""

    debtor: str
    within: int
    number: int
    amount: Money


class ExpiringWithin(Answer):
    """Contracts whose term ends within so many days, those of the shorter periods left out; `without_amount` of them
    name no amount.
    """

    within: int
    number: int
    amount: Money
    without_amount: int


class Concentrated(Answer):
    """A counterparty's share of what was agreed; `herfindahl` is the sum of all squared shares of its currency.

    Contracts that name no amount are left out: `without_amount` of that direction and currency.
    """

    direction: str
    counterparty: str
    number: int
    amount: Money
    share: DecimalString
    herfindahl: DecimalString
    without_amount: int


class ProgressOf(Answer):
    """What was booked of a kind on the contracts that run or are completed, of what they come to; `without_amount`
    contracts of that direction and currency that name none are left out.
    """

    direction: str
    kind: str
    amount: Money
    agreed: Money
    without_amount: int


class RoundTime(Answer):
    """A round over a contract, and how long it took."""

    approval_id: str
    contract_id: str
    unit_id: str
    state: str
    closed_at: datetime
    hours: float


class RoundTimes(Answer):
    items: list[RoundTime]


class StepTaken(Answer):
    """A step that is done, and how long it took; `overdue` where that was longer than its limit."""

    approval_id: str
    contract_id: str
    unit_id: str
    step: str
    started_at: datetime
    hours: float
    overdue: bool


class StepsTaken(Answer):
    items: list[StepTaken]


class ReviewTime(Answer):
    """How long the rounds over contracts of one unit took: the mean, and nine in ten."""

    unit_id: str
    number: int
    hours: float
    hours_ninety: float


class StepTime(ReviewTime):
    """How long one step took where one unit was asked, of rounds over contracts; `late` were overdue."""

    step: str
    late: int


class Outlook(Answer):
    """What lies ahead as of a day; `review_hours` is how long rounds over contracts took, the mean and nine in ten."""

    as_of: date
    due: list[DueWithin]
    expiring: list[ExpiringWithin]
    concentration: list[Concentrated]
    progress: list[ProgressOf]
    reviews: int
    review_hours: float | None
    review_hours_ninety: float | None
    reviews_by_unit: list[ReviewTime]
    steps_by_unit: list[StepTime]


class ContractRows(Answer):
    items: list[ContractRow]


class FoundAttachment(Answer):
    """An attached file in which all terms stand, with what stands around the first."""

    file_id: str
    name: str
    around: str


class FoundContract(Answer):
    """Where the first term stands: in the `title`, in the words (`text`), or only in an `attachment`, with what stands
    around it; `attachments` are all in which all terms stand.
    """

    contract_id: str
    place: str
    around: str
    attachments: list[FoundAttachment]


class FoundStandard(Answer):
    """An edition of a customer's standard in whose document all terms stand."""

    standard_id: str
    code: str
    edition: int
    attachment: FoundAttachment


class FoundContracts(Answer):
    """`standards` are beside the contracts: documents that customers handed us."""

    items: list[FoundContract]
    standards: list[FoundStandard]
