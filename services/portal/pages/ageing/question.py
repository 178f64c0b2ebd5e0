"""What is asked of the ageing, as an address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Query

from services.portal.pages.frame.words import N_
from shared.values.clock import BusinessDate
from shared.values.ids import Id

By = Literal["customer", "unit", "contract", "phase"]
DIMENSIONS: Final[Mapping[By, str]] = {
    "customer": N_("Customer"),
    "unit": N_("Unit"),
    "contract": N_("Contract"),
    "phase": N_("Phase"),
}
FIELD_OF: Final[Mapping[By, str]] = {
    "customer": "counterparty_id",
    "unit": "unit_id",
    "contract": "contract_id",
    "phase": "phase",
}
"""What of a row tells it apart, and what narrows the question to one of them."""
PAGE, ITEMS, SHEET = "/arrears/ageing", "/arrears/ageing/items", "/arrears/ageing/sheet.xlsx"
SHOWN_ONLY: Final = frozenset({"by"})


@dataclass(frozen=True, slots=True)
class Question:
    """As of which day (empty is today), by due date or by origin, what they owe us or we owe them; `below` with what
    the units below the unit have, `only` what is overdue or of which something is written off.
    """

    by: By = "customer"
    as_of: str = ""
    basis: Literal["due", "origin"] = "due"
    direction: Literal["sales", "purchase"] = "sales"
    currency: str = ""
    unit_id: str = ""
    contract_id: str = ""
    counterparty_id: str = ""
    phase: str = ""
    bucket: str = ""
    below: bool = True
    only: str = ""

    def said(self, *, shown: bool = True) -> dict[str, str]:
        """What differs from an empty question."""
        empty = Question()
        return {
            one.name: "false" if getattr(self, one.name) is False else getattr(self, one.name)
            for one in fields(self)
            if getattr(self, one.name) != getattr(empty, one.name) and (shown or one.name not in SHOWN_ONLY)
        }

    def at(self, path: str = PAGE, **changes: Any) -> str:
        """The address of the same question with some of it changed."""
        said = replace(self, **changes).said(shown=path == PAGE)
        return f"{path}?{urlencode(said)}" if said else path


async def question(
    by: By = "customer",
    as_of: BusinessDate | Literal[""] = "",
    basis: Literal["due", "origin"] = "due",
    direction: Literal["sales", "purchase"] = "sales",
    currency: Annotated[str, Query(pattern="^([A-Z]{3})?$")] = "",
    unit_id: Id | Literal[""] = "",
    contract_id: Id | Literal[""] = "",
    counterparty_id: Id | Literal[""] = "",
    phase: Annotated[str, Query(pattern="^([A-Za-z0-9][A-Za-z0-9._-]{0,39})?$")] = "",
    bucket: Annotated[str, Query(pattern="^(not-due|[0-9]{1,5}-[0-9]{0,5})?$")] = "",
    below: bool = True,  # noqa: FBT001, FBT002 - a parameter of the address
    only: Literal["", "overdue", "written_off"] = "",
) -> Question:
    """The question of an address."""
    shown = (by, str(as_of), basis, direction, currency)
    return Question(*shown, unit_id, contract_id, counterparty_id, phase, bucket, below, only)
