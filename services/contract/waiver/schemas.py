from datetime import date

from shared.values.money import Money
from shared.web.schemas import Answer


class WaiverAnswer(Answer):
    """`rules` are what the payment may break, `limit` and `used` the figures of the first of them when it was asked."""

    waiver_id: str
    contract_id: str
    unit_id: str
    payment_id: str
    approval_id: str
    state: str
    clause: str
    phase: str
    rules: list[str]
    limit: Money
    used: Money
    amount: Money
    expires_on: date
    version: int


class WaiverShown(WaiverAnswer):
    """`reason` are the words in which it was asked for."""

    reason: str


class WaiverList(Answer):
    items: list[WaiverAnswer]
