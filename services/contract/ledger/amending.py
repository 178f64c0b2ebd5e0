"""Other limits than before: what was booked under a place stays a booking of that place."""

from collections.abc import Sequence

from services.contract.ledger.control import money_json
from services.contract.ledger.errors import LimitBelowUsedError
from services.contract.ledger.events import LedgerAmended, Limit
from services.contract.ledger.state import Ledger
from services.contract.terms import INTEREST_PHASE
from shared.values.errors import InvalidFieldError
from shared.values.money import Money


def amended(ledger: Ledger, fact: LedgerAmended) -> LedgerAmended:
    """The limits as they can be: a place that has bookings keeps its instrument, for the accounts they went to depend
    on it, and stands with nothing more allowed where the new plan has it no longer.
    """
    if fact.total.currency != ledger.currency:
        raise InvalidFieldError("/amount/currency", f"the contract's currency is {ledger.currency}")
    before = {(limit.clause, limit.phase): limit for limit in ledger.limits if ledger.has_bookings(limit)}
    kept = tuple(_kept(limit, before.get((limit.clause, limit.phase))) for limit in fact.limits)
    places = {(limit.clause, limit.phase) for limit in kept}
    nothing = Money.zero(ledger.currency)
    dropped = tuple(limit.model_copy(update={"limit": nothing}) for at, limit in before.items() if at not in places)
    return fact.model_copy(update={"limits": (*kept, *dropped)})


def _kept(limit: Limit, before: Limit | None) -> Limit:
    return limit if before is None else limit.model_copy(update={"instrument": before.instrument})


def check_limits(ledger: Ledger, limits: Sequence[Limit], total: Money, *, open_ended: bool) -> None:
    """Refuses limits below what is used of them already; where one is not planned any more, nothing may be used."""
    if total.currency != ledger.currency:
        raise InvalidFieldError("/amount/currency", f"the contract's currency is {ledger.currency}")
    new = {(limit.clause, limit.phase): limit.limit for limit in limits}
    for clause, phase in dict.fromkeys((*((one.clause, one.phase) for one in ledger.limits), *new)):
        limit, used = new.get((clause, phase), Money.zero(ledger.currency)), used_of(ledger, clause, phase)
        if used > limit:
            raise LimitBelowUsedError(clause=clause, phase=phase, limit=money_json(limit), used=money_json(used))
    used = max(used_of(ledger) - interest_charged(ledger), ledger.sum("ordered"))
    if not open_ended and used > total + ledger.interest():
        raise LimitBelowUsedError(clause=None, phase=None, limit=money_json(total), used=money_json(used))


def used_of(ledger: Ledger, clause: str | None = None, phase: str | None = None) -> Money:
    """What stands against a limit: of purchases what was paid, of sales what was invoiced."""
    if ledger.direction == "purchase":
        return ledger.spent(clause, phase)
    return ledger.sum("invoiced", clause, phase) - ledger.sum("credited", clause, phase)


def interest_charged(ledger: Ledger) -> Money:
    """What a customer was charged for paying late: it comes beside what the contract is worth."""
    clauses = dict.fromkeys(limit.clause for limit in ledger.limits)
    parts = [
        (ledger.sum("invoiced", one, INTEREST_PHASE), ledger.sum("credited", one, INTEREST_PHASE)) for one in clauses
    ]
    return Money.total([charged - credited for charged, credited in parts], ledger.currency)


def settled(ledger: Ledger, lines: Sequence[Limit]) -> tuple[Limit, ...]:
    """What is allowed once a contract has ended and is settled: what was used, and the lines of the settlement."""
    more = {(line.clause, line.phase): line for line in lines}
    stand = [
        limit.model_copy(update={"limit": used_of(ledger, limit.clause, limit.phase)})
        for limit in ledger.limits
        if (limit.clause, limit.phase) not in more
    ]
    for place, line in more.items():
        stand.append(line.model_copy(update={"limit": used_of(ledger, *place) + line.limit}))
    return tuple(stand)
