"""Types of contracts and the rules each carries."""

from typing import Literal

from services.contract.terms import AmountKind, Direction, PaymentControl, Side
from services.contract.type.route import RequiredReference, RouteStep
from services.contract.type.stamp import StampItem
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString

Way = Literal["template", "paper", "copy", "own"]
"""How a draft may begin: from an approved template of our own, from the other party's paper, from another contract, in
words of one's own.
"""


class TypeDefined(Event, name="type.defined.v1"):
    """The type says this from now on; contracts drafted before keep what they copied. Templates and required clauses
    (codes of the library) of the types above it count for it too. `stamp_item` is the item of stamp duty that its
    contracts fall under, that of the type above where it says none.
    """

    type_id: str
    code: str
    name: str
    direction: Direction
    number_prefix: str
    amount_kind: AmountKind
    payment_control: PaymentControl
    match_tolerance: DecimalString
    signing_order: tuple[Side, ...]
    route: tuple[RouteStep, ...]
    retention_years: int
    parent_id: str | None = None
    ways: tuple[Way, ...] = ("template", "paper", "copy", "own")
    required_clauses: tuple[str, ...] = ()
    required_references: tuple[RequiredReference, ...] = ()
    stamp_item: StampItem | None = None
