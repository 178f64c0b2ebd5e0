"""What is asked of the figures of contracts, as an address says it, and the addresses beside and behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Query

from services.portal.pages.frame.words import N_
from shared.values.ids import Id

By = Literal["unit", "type", "direction", "month", "counterparty", "state"]
DIMENSIONS: Final[Mapping[By, str]] = {
    "unit": N_("Unit"),
    "type": N_("Type of contract"),
    "direction": N_("Direction"),
    "month": N_("Month of signing"),
    "counterparty": N_("Counterparty"),
    "state": N_("State"),
}
"""What tells figures apart, by its name."""
NARROWED_BY: Final[Mapping[By, tuple[str, ...]]] = {
    "unit": ("unit_id",),
    "type": ("type_code",),
    "direction": ("direction",),
    "month": ("first_month", "last_month"),
    "counterparty": ("counterparty_id",),
    "state": ("state",),
}
"""By which fields of the question a value of each narrows it."""
PAGE, BEHIND, SHEET, OUTLOOK = "/figures", "/figures/contracts", "/figures/sheet.xlsx", "/figures/outlook"
ROUNDS, STEPS = "/figures/rounds", "/figures/steps"
SHOWN_ONLY: Final = frozenset({"by", "then", "show"})


@dataclass(frozen=True, slots=True)
class Question:
    """`by` and `then` tell the figures apart, `show` is what the bars stand for; the rest says which contracts. Months
    are those of signing; `below` counts the units below the unit too.
    """

    by: By = "unit"
    then: By | Literal[""] = ""
    show: Literal["amount", "number"] = "amount"
    currency: str = ""
    unit_id: str = ""
    below: bool = True
    type_code: str = ""
    direction: str = ""
    state: str = ""
    counterparty_id: str = ""
    first_month: str = ""
    last_month: str = ""
    due_within: str = ""
    expiring_within: str = ""

    @property
    def dimensions(self) -> list[By]:
        """What tells the figures apart, each once."""
        return [self.by, self.then] if self.then and self.then != self.by else [self.by]

    def said(self, *, shown: bool = True) -> dict[str, str]:
        """What differs from an empty question; without what only concerns how it is shown, if so asked."""
        empty = Question()
        found = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value != getattr(empty, one.name) and (shown or one.name not in SHOWN_ONLY):
                found[one.name] = "false" if value is False else str(value)
        return found

    def at(self, path: str = PAGE, **changes: Any) -> str:
        """The address of the same question with some of it changed."""
        return _address(path, replace(self, **changes).said(shown=path in (PAGE, SHEET)))

    def narrowed(self, values: Mapping[By, tuple[str, bool]]) -> "Question":
        """Only the contracts with these values; each says besides whether it stands for itself alone or with what lies
        below it.
        """
        changes: dict[str, Any] = {}
        for by, (value, alone) in values.items():
            changes |= dict.fromkeys(NARROWED_BY[by], value)
            if by == "unit":
                changes["below"] = not alone
        return replace(self, **changes)


def _address(path: str, said: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(said)}" if said else path


Month = Annotated[str, Query(pattern="^((19|20|21)[0-9]{2}-(0[1-9]|1[0-2]))?$")]
Within = Annotated[str, Query(pattern="^[0-9]{0,3}$")]


async def question(
    by: By = "unit",
    then: By | Literal[""] = "",
    show: Literal["amount", "number"] = "amount",
    currency: Annotated[str, Query(pattern="^([A-Z]{3})?$")] = "",
    unit_id: Id | Literal[""] = "",
    below: bool = True,  # noqa: FBT001, FBT002 - a parameter of the address
    type_code: Annotated[str, Query(pattern="^[A-Za-z0-9._-]{0,64}$")] = "",
    direction: Literal["", "sales", "purchase"] = "",
    state: Annotated[str, Query(pattern="^[a-z_]{0,20}$")] = "",
    counterparty_id: Id | Literal[""] = "",
    first_month: Month = "",
    last_month: Month = "",
    due_within: Within = "",
    expiring_within: Within = "",
) -> Question:
    """The question of an address."""
    which = (type_code, direction, state, counterparty_id, first_month, last_month)
    return Question(by, then, show, currency, unit_id, below, *which, due_within, expiring_within)
