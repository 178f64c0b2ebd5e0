from datetime import date
from typing import Literal

from services.contract.obligation.events import Thing
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, PositiveDecimal
from shared.values.money import Money
from shared.web.schemas import Answer, Body

Owed = Literal["payment", "handover"]
"""Money that is owed, or a thing that is handed over."""


class ObligationAnswer(Answer):
    """What is owed: an `amount`, or a `thing`, of which so much is `done`."""

    obligation_id: str
    contract_id: str
    unit_id: str
    counterparty_id: str
    owner_id: str
    direction: str
    clause: str
    phase: str
    debtor: str
    due_on: date | None
    amount: Money
    thing: Thing | None
    done: DecimalString
    state: str
    met_on: date | None
    version: int


class ObligationList(Answer):
    items: list[ObligationAnswer]


class HandoverBody(Body):
    """How much was handed over, where the contract counts it: all that is left unless said."""

    quantity: PositiveDecimal | None = None
    effective_on: BusinessDate | None = None


class HandedOver(Answer):
    """`done` is how much there was so far; `state` is `met` once it is all."""

    obligation_id: str
    state: str
    done: DecimalString
    version: int
