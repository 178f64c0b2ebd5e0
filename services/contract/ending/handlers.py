"""How contracts end and are kept: completed, terminated with a settlement, renewed no more, archived, held."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from services.contract.contract.aggregate import CONTRACT, decide
from services.contract.contract.amending import obligation_of
from services.contract.contract.commands import Command, EndContract
from services.contract.contract.events import ContractDrafted
from services.contract.contract.handlers import end_contract
from services.contract.contract.reminding import months_later
from services.contract.contract.state import Contract
from services.contract.ending.errors import StillOwedError
from services.contract.ending.open_items import OpenItem, open_items
from services.contract.ledger.aggregate import LEDGER, AmendLedger
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.amending import settled
from services.contract.ledger.control import money_json
from services.contract.ledger.events import LedgerAmended, Limit, limit_of
from services.contract.ledger.state import Ledger
from services.contract.obligation.events import ObligationPlanned
from services.contract.obligation.handlers import follow_plan, meet_settled_places, obligation_id_of
from services.contract.terms import PlanLine
from services.contract.type.tables import types
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

KEPT_YEARS: Final = 10
"""How long contracts are kept whose type is none of ours."""


async def complete(work: Work, contract_id: str, if_match: int, command: EndContract) -> Stream[Contract]:
    """Both sides have done what they owed; raises `StillOwedError` with what they have not."""
    await work.load(CONTRACT, contract_id, if_match=if_match, must_exist=True)
    still = await open_items(work, contract_id)
    if still:
        raise StillOwedError(open=[told(item) for item in still])
    return await end_contract(work, contract_id, if_match, command)


def told(item: OpenItem) -> dict[str, object]:
    """An open item as a refusal tells it."""
    said = {"kind": item.kind, "id": item.id, "clause": item.clause, "phase": item.phase}
    return {**said, "amount": money_json(item.amount) if item.amount else None}


async def terminate(
    work: Work, contract_id: str, if_match: int, command: EndContract, settlement: Sequence[PlanLine] | None
) -> Stream[Contract]:
    """The contract ends before its time. With a settlement nothing else is owed or may be paid any more; without one
    what was agreed on for the time until then stands.
    """
    contract = await end_contract(work, contract_id, if_match, command)
    if settlement is None:
        return contract
    ledger = await work.load(LEDGER, contract_id)
    _check_settlement(ledger.state, settlement)
    limits = settled(ledger.state, [limit_of(line) for line in settlement])
    total = Money.total([limit.limit for limit in limits], ledger.state.currency)
    fact = LedgerAmended(
        contract_id=contract_id,
        counterparty_id=ledger.state.counterparty_id,
        because=contract_id,
        limits=limits,
        total=total,
        open_ended=False,
        payment_control=ledger.state.payment_control,
        match_tolerance=ledger.state.match_tolerance,
        effective_on=command.on,
    )
    amended = decide_ledger(ledger.state, AmendLedger(fact))
    planned = [_owed(contract, line, limits, command) for line in settlement]
    await follow_plan(work, contract_id, planned, contract.unit, command.on)
    after = LEDGER.fold(amended, ledger.state)
    await meet_settled_places(work, after, [(one.clause, one.phase) for one in limits], command.on)
    # The ledger after what is owed, as in every command: whoever pays meanwhile takes them in this order too.
    work.record(ledger, amended)
    return contract


def _check_settlement(ledger: Ledger, settlement: Sequence[PlanLine]) -> None:
    places = [(line.clause, line.phase) for line in settlement]
    for at, line in enumerate(settlement):
        if line.amount.currency != ledger.currency:
            raise InvalidFieldError(f"/settlement/{at}/amount/currency", f"the contract is in {ledger.currency}")
        if places.index(places[at]) != at:
            raise InvalidFieldError(f"/settlement/{at}", "clause and phase are named twice")
        if line.due_on is None:
            raise InvalidFieldError(f"/settlement/{at}/due_on", "a settlement is due on a day")


def _owed(
    contract: Stream[Contract], line: PlanLine, limits: Sequence[Limit], command: EndContract
) -> ObligationPlanned:
    """What the place comes to in all: what was used of it before, and the settlement."""
    head = contract.state.head
    amount = next(one.limit for one in limits if (one.clause, one.phase) == (line.clause, line.phase))
    if isinstance(head, ContractDrafted):
        return obligation_of(head, line, command.on).model_copy(update={"amount": amount})
    return ObligationPlanned(
        obligation_id=obligation_id_of(contract.id, line.clause, line.phase),
        contract_id=contract.id,
        counterparty_id=head.counterparty_id,
        owner_id=head.owner_id,
        direction=head.direction,
        clause=line.clause,
        phase=line.phase,
        debtor=line.debtor,
        due_on=line.due_on,
        after=None,
        amount=amount,
    )


async def archive(work: Work, contract_id: str, if_match: int, command: EndContract) -> Stream[Contract]:
    """Put away; from the day of its end on it is kept as long as its type asks for."""
    contract = await work.load(CONTRACT, contract_id, if_match=if_match, must_exist=True)
    rules = await work.value(select(types.c.rules).where(types.c.code == contract.state.head.type_code))
    years = int(rules["retention_years"]) if rules else KEPT_YEARS
    keep_until = months_later(contract.state.ended_on or command.on, 12 * years)
    kept = EndContract(command.event, command.on, command.reason, command.shelf, keep_until)
    return await end_contract(work, contract_id, if_match, kept)


async def record(work: Work, contract_id: str, command: Command) -> Stream[Contract]:
    """What is decided by the contract alone: notice, holds, work that began early."""
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    work.record(contract, decide(contract.state, command))
    return contract
