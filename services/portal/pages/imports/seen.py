"""What the pages of imports need of the services' answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import Field

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money
from services.portal.pages.frame.words import N_


class Run(Seen):
    """What an import of any kind has: rows, and how many of them are done."""

    import_id: str
    source: str
    rows: int
    done: int
    received_at: datetime
    completed_at: datetime | None

    @property
    def share(self) -> int:
        """In percent."""
        return min(100, round(100 * self.done / self.rows)) if self.rows else 100

    @property
    def over(self) -> bool:
        return self.completed_at is not None


class CustomerRun(Run):
    dry_run: bool
    stage: str
    registered: int
    changed: int
    unchanged: int
    refused: int


class CustomerRuns(Seen):
    imports: list[CustomerRun]


class Refusal(Seen):
    row: int
    place: int
    column: str
    reason: str
    cells: list[str] = Field(default_factory=list)


class Refusals(Seen):
    refusals: list[Refusal]


class RefusedRows(Seen):
    headings: list[str]
    refused: list[Refusal]


class Upload(Seen):
    upload_id: str
    name: str
    form: str
    rows: int
    size: int
    until: datetime
    headings: list[str]
    sample: list[list[str]]
    fields: list[str]
    columns: dict[str, int]
    fixed: dict[str, str]
    source: str | None
    import_id: str | None
    dry_run: bool | None

    def field_of(self, place: int) -> str:
        """What a column means; empty where it is left out."""
        return next((field for field, column in self.columns.items() if column == place), "")


class OpeningSum(Seen):
    kind: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Opened:
    """One opening balance of all contracts: as the file says it, and as it was imported."""

    kind: str
    in_file: Money
    imported: Money


MOVED: Final = ("ordered", "accepted", "invoiced", "paid")
"""What moves on a contract, in the order in which it does."""
NEW: Final = {
    "amendments": N_("New amendments"),
    "payments": N_("New payments"),
    "milestones": N_("New or changed milestones"),
    "states": N_("New states"),
}
"""What a file may tell more of a contract that was here, as the figures are called that count it."""


class UnitSum(Seen):
    """What was imported of a unit."""

    unit_id: str
    rows: int
    amount: Money


class ContractRun(Run):
    kind: str
    state: str
    imported: int
    amended: int = 0
    unchanged: int
    rejected: int
    warnings: int
    new_amendments: int = 0
    new_payments: int = 0
    new_milestones: int = 0
    new_states: int = 0
    differing: int = 0
    amounts: list[Money]
    openings: tuple[OpeningSum, ...] = ()
    units: tuple[UnitSum, ...] = ()
    figures: dict[str, Any] | None

    @property
    def held(self) -> bool:
        return self.state == "held"

    @property
    def new(self) -> list[tuple[str, str, int]]:
        """How much the file tells more of contracts that were here: what it is, its name, how much above nothing."""
        told = (self.figures or {}) if self.held else {f"new_{kind}": getattr(self, f"new_{kind}") for kind in NEW}
        return [(kind, name, told[f"new_{kind}"]) for kind, name in NEW.items() if told.get(f"new_{kind}")]

    @property
    def otherwise(self) -> int:
        """How often the file says otherwise what is known."""
        return int((self.figures or {}).get("differing", 0)) if self.held else self.differing

    @property
    def by_unit(self) -> list[UnitSum]:
        """What was imported of each unit; of a file that is only read what it holds of each."""
        if not self.held:
            return list(self.units)
        told = (self.figures or {}).get("units", {})
        return [
            UnitSum(unit_id=unit, rows=each["contracts"], amount=Money(amount=amount, currency=currency))
            for unit, each in told.items()
            for currency, amount in each["amount_by_currency"].items()
        ]

    @property
    def opened(self) -> list[Opened]:
        """What had moved before on the contracts of the file, by kind and currency."""
        told = (self.figures or {}).get("openings", {})
        taken = {(one.kind, one.amount.currency): one.amount for one in self.openings}
        return [
            Opened(
                kind,
                Money(amount=amount, currency=currency),
                taken.get((kind, currency), Money(amount="0", currency=currency)),
            )
            for kind in MOVED
            for currency, amount in told.get(kind, {}).items()
        ]


class ContractRuns(Seen):
    items: list[ContractRun]


class Record(Seen):
    """What a row came to: its contract, and of a purchase its order."""

    row: int
    result: str
    contract_id: str
    order_id: str | None = None
    number: str | None = None
    title: str | None = None
    amount: Money | None = None
    openings: tuple[OpeningSum, ...] = ()
    new_amendments: int = 0
    new_payments: int = 0
    new_milestones: int = 0
    new_states: int = 0

    @property
    def stream(self) -> str:
        """Where the events lie that say its amount."""
        return f"order-{self.order_id}" if self.order_id else f"contract-{self.contract_id}"

    def opened(self, kind: str) -> Money | None:
        """What had moved before, of a kind."""
        return next((one.amount for one in self.openings if one.kind == kind), None)

    def new(self, kind: str) -> int:
        """How much of a kind was new of a contract that was here."""
        return int(getattr(self, f"new_{kind}"))


class Records(Seen):
    items: list[Record]


class Remark(Seen):
    row: int
    place: int
    kind: str
    column: str
    reason: str


class Remarks(Seen):
    items: list[Remark]
