from datetime import date

from shared.values.money import Money
from shared.web.schemas import Answer


class ObligationAnswer(Answer):
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
    state: str
    met_on: date | None
    version: int


class ObligationList(Answer):
    items: list[ObligationAnswer]
