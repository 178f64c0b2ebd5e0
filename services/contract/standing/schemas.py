from datetime import date, datetime

from services.contract.ledger.schemas import BalanceAnswer, LimitAnswer
from services.contract.obligation.events import Thing
from services.contract.terms import ContractLine, PlanLine
from shared.values.money import Money
from shared.web.schemas import Answer


class OwedAnswer(Answer):
    obligation_id: str
    clause: str
    phase: str
    debtor: str
    due_on: date | None
    amount: Money
    thing: Thing | None
    state: str
    met_on: date | None


class StandingAnswer(Answer):
    """A contract as it stood on the day `as_of`, by what was known at `known_at`: what both sides had agreed on, which
    amendments were in force, what the ledger allowed, what was booked, what was owed. `text_hash` names the words (of
    `/text`); null where there are none here.
    """

    contract_id: str
    as_of: date
    known_at: datetime
    state: str
    title: str
    counterparty_id: str
    owner_id: str
    amount_kind: str
    amount: Money
    term_from: date | None
    term_to: date | None
    text_hash: str | None
    lines: list[ContractLine]
    plan: list[PlanLine]
    amended_by: list[str]
    total: Money | None
    open_ended: bool
    limits: list[LimitAnswer]
    balances: list[BalanceAnswer]
    obligations: list[OwedAnswer]
