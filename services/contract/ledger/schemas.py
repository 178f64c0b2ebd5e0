from shared.values.money import Money
from shared.web.schemas import Answer


class LimitAnswer(Answer):
    clause: str
    phase: str
    limit: Money
    instrument: str
    secured: bool


class BalanceAnswer(Answer):
    """What was booked of a kind under a clause and phase (empty: under none)."""

    kind: str
    clause: str
    phase: str
    amount: Money


class LedgerAnswer(Answer):
    """`open_ended` contracts fix no amount; their `total` is nothing."""

    contract_id: str
    unit_id: str
    direction: str
    payment_control: str
    total: Money
    open_ended: bool
    limits: list[LimitAnswer]
    balances: list[BalanceAnswer]
