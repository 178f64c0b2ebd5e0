from datetime import datetime
from typing import Any, Literal

from shared.values.money import Money
from shared.web.schemas import Answer


class ImportStarted(Answer):
    import_id: str


class OpeningSum(Answer):
    """What had been ordered, accepted, invoiced or paid on imported contracts before, all of it."""

    kind: str
    amount: Money


class UnitSum(Answer):
    """What was imported of a unit: how many rows, and what they come to."""

    unit_id: str
    rows: int
    amount: Money


class ImportAnswer(Answer):
    """`rows` = `imported` + `amended` + `unchanged` + `rejected` once it is completed. `figures` are what a file of
    contracts holds by itself, `amounts` what was imported of it, of contracts that were here and `amended` since the
    difference; `units` the same by unit, `openings` the balances that came with it. Of contracts that were here
    `new_amendments`, `new_payments`, `new_milestones` and `new_states` were taken; what is `differing` from what is
    known was left as it is.
    """

    import_id: str
    unit_id: str
    kind: str
    source: str
    state: str
    rows: int
    done: int
    imported: int
    amended: int
    unchanged: int
    rejected: int
    warnings: int
    new_amendments: int
    new_payments: int
    new_milestones: int
    new_states: int
    differing: int
    amounts: list[Money]
    units: list[UnitSum]
    openings: list[OpeningSum]
    figures: dict[str, Any] | None
    received_at: datetime
    completed_at: datetime | None


class ImportList(Answer):
    items: list[ImportAnswer]


class RecordAnswer(Answer):
    """What a row came to that was not rejected: its contract, of a purchase its order too, and what it adds to the
    import's `amounts` (of one that was here and `amended` since the difference) and `openings`. `number` and `title`
    are what the contract says now, to who sees it; `new_amendments`, `new_payments`, `new_milestones` and `new_states`
    how much was taken of one that was here.
    """

    row: int
    result: Literal["imported", "amended", "unchanged"]
    contract_id: str
    order_id: str | None
    number: str | None
    title: str | None
    amount: Money | None
    openings: list[OpeningSum]
    new_amendments: int
    new_payments: int
    new_milestones: int
    new_states: int


class RecordList(Answer):
    items: list[RecordAnswer]


class RemarkAnswer(Answer):
    """A row that was rejected, or a doubt about one: its number (0: the file), the column, and why."""

    row: int
    place: int
    kind: str
    column: str
    reason: str


class RemarkList(Answer):
    items: list[RemarkAnswer]
