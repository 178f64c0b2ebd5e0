"""What people do to a contract in a dialog: each deed is a line of a table, its fields are data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from services.portal.pages.by_clause.clauses import Clause
from services.portal.pages.by_clause.seen import Invoice, Order
from services.portal.pages.by_clause.standing import Standing
from services.portal.pages.drafting.fields import Fields

Kind = Literal[
    "text",
    "words",
    "amount",
    "number",
    "day",
    "choice",
    "place",
    "clause",
    "invoice",
    "order",
    "goods",
    "quantities",
    "taxed",
    "rated",
    "settles",
    "parts",
    "plan",
    "amounts",
    "seal",
]
"""What a field holds. `place` is a clause with its phase, `clause` one of those by itself; those from `goods` on are
tables of fields: what is ordered, how much of each line, net amounts by tax rate (`rated`: with the rates), what of
each invoice is settled or paid, and a plan of payments.
"""


@dataclass(frozen=True, slots=True)
class Field:
    """`label`, `hint` and the words of `choices` are messages of the catalogues."""

    name: str
    label: str
    kind: Kind = "text"
    required: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    most: int = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table whose quantities are told: what it is, and how much of it there was."""

    number: int
    description: str
    there: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that may be used; without an id no seal of its kind is registered, and the visitor is its keeper."""

    seal_id: str
    kind: str
    keeper_id: str
    keeper: str

    @property
    def value(self) -> str:
        """What a field says where it is chosen."""
        return self.seal_id or f"kind:{self.kind}"


@dataclass(frozen=True, slots=True)
class Form:
    """What a dialog starts from: the fields as they stand at first and what can be chosen. `about` names what it is
    done to; `fixed` goes along unseen. `impossible`: there is nothing to do it to, as a message of the catalogues.
    """

    currency: str = "CNY"
    about: str = ""
    fields: Fields = field(default_factory=dict)
    places: tuple[Clause, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    orders: tuple[Order, ...] = ()
    lines: tuple[Line, ...] = ()
    seals: tuple[Seal, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    impossible: str = ""


CHANGED: Final = "performance-changed"
"""What a page is told once something was done; its parts ask again then."""


@dataclass(frozen=True, slots=True)
class Deed:
    """`path` is the command's address: `{contract_id}` and `{of}` are the contract and what it is done to. `versioned`:
    it holds for the version of the contract that was looked at. `held` is said where others decide first. `then` is a
    second command for the allocations, at an address made from the first one's answer; `shows` the deed whose dialog
    goes on where that is refused.
    """

    title: str
    verb: str
    done: str
    permission: str
    path: str
    fields: tuple[Field, ...]
    form: Callable[[Standing, str], Form]
    explained: str = ""
    versioned: bool = False
    harm: bool = False
    held: str = ""
    then: str = ""
    shows: str = ""
