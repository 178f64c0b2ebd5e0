"""What is drawn on a master contract by the contracts under it: counted in its currency, in one stream."""

from datetime import date
from typing import Literal

from services.contract.particulars import QuantityCap
from services.contract.terms import Frozen
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString
from shared.values.money import Money

Stage = Literal["ordered", "accepted", "invoiced", "paid"]


class MasterOpened(Event, name="master.opened.v1"):
    """Contracts may be made under it, and draw on it together up to `cap` and the quantities."""

    contract_id: str
    cap: Money
    quantities: tuple[QuantityCap, ...]
    effective_on: date


class MasterAmended(Event, name="master.amended.v1"):
    """It lays down other caps from now on."""

    contract_id: str
    cap: Money
    quantities: tuple[QuantityCap, ...]
    effective_on: date


class MasterClosed(Event, name="master.closed.v1"):
    """Nothing more is ordered under it; what was ordered is accepted, invoiced and paid."""

    contract_id: str
    effective_on: date


class MasterReopened(Event, name="master.reopened.v1"):
    """Orders go on."""

    contract_id: str
    effective_on: date


class Drawn(Frozen):
    """So much of a product."""

    product_code: str
    quantity: DecimalString


class MasterDrawn(Event, name="master.drawn.v1"):
    """A document of a contract under it counts against it; what a later document gives back of one, `of`, is below
    nothing. `counted` is `amount` at `rate`, which was that of `rate_on` by `rate_source`.
    """

    master_id: str
    contract_id: str
    stage: Stage
    document: str
    of: str | None
    amount: Money
    counted: Money
    rate: DecimalString
    rate_on: date
    rate_source: str
    quantities: tuple[Drawn, ...] = ()
    effective_on: date
