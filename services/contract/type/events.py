"""Types of contracts and the rules each carries."""

from services.contract.terms import AmountKind, Direction, PaymentControl, Side
from services.contract.type.route import RouteStep
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString


class TypeDefined(Event, name="type.defined.v1"):
    """The type says this from now on; contracts drafted before keep what they copied."""

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
