from datetime import date
from typing import Literal

from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString
from shared.values.money import Money
from shared.web.schemas import Answer, Body


class LateItem(Answer):
    """An invoice, or what of a planned payment no invoice asks for: due on that day, late for so many days, `open` as
    of the day asked for, and the interest it bears until then. `rate` is a year's share.
    """

    kind: Literal["invoice", "plan"]
    item_id: str
    clause: str
    phase: str
    due_on: date
    amount: Money
    open: Money
    days: int
    rate: DecimalString
    interest: Money


class LateInterest(Answer):
    """What we owe for late payment. With a small supplier it is as agreed, but at least the one-year loan prime rate of
    the contract's day (`least_rate`), and without agreement the rate of the law. `booked` is
    what stands in the books of it now.
    """

    contract_id: str
    as_of: date
    small_supplier: bool
    least_rate: DecimalString | None
    items: list[LateItem]
    interest: Money
    booked: Money


class InterestBody(Body):
    """Up to which day interest is booked; today unless given."""

    until: BusinessDate | None = None


class InterestBooked(Answer):
    """`booked` is what we owe of late interest under the contract in all; `document` names this booking."""

    contract_id: str
    document: str
    booked: Money
    version: int
