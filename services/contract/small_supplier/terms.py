"""What may be agreed on about paying a small supplier (Regulations on Ensuring Payments to Small and Medium-sized
Enterprises): within so many days from delivery, whatever our own customers do.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from services.contract.particulars import Deliverable
from services.contract.small_supplier.errors import PayWhenPaidError, TermTooLongError
from services.contract.terms import After, PlanLine

TERM: Final = "small_supplier_days"
"""The rule, by the name of its setting."""
PAY_WHEN_PAID: Final = "pay_when_paid"


def with_terms(plan: Sequence[PlanLine], days: int) -> tuple[PlanLine, ...]:
    """The plan with a term where we owe and none is said: so many days after delivery."""
    term = After(event="delivery", days=days)
    return tuple(
        line.model_copy(update={"after": term})
        if line.debtor == "us" and line.due_on is None and line.after is None
        else line
        for line in plan
    )


def check_terms(
    plan: Sequence[PlanLine], deliverables: Sequence[Deliverable], days: int | None, begins_on: date
) -> None:
    """Raises for a payment of ours that waits for a customer's, or that can't be shown to come within so many days
    (any, without) after delivery. A day is held against the delivery that the contract names, else against the day on
    which it begins. Retention money is kept for another reason, and has a cap of its own.
    """
    for at, line in enumerate(plan):
        if line.debtor != "us" or line.instrument == "retention":
            continue
        if line.after is not None and line.after.event == "customer_payment":
            raise PayWhenPaidError(
                pointer=f"/plan/{at}/after/event", rule=PAY_WHEN_PAID, clause=line.clause, phase=line.phase
            )
        if days is not None:
            _check_term(at, line, delivered_on(line, deliverables) or begins_on, days, begins_on)


def _check_term(at: int, line: PlanLine, delivered: date, days: int, begins_on: date) -> None:
    limit = {"rule": TERM, "clause": line.clause, "phase": line.phase, "limit": days}
    if line.after is not None and line.after.event != "signing":
        if line.after.days > days:
            raise TermTooLongError(pointer=f"/plan/{at}/after/days", **limit)
        return
    latest = delivered + timedelta(days=days)
    due = line.due_at("signing", begins_on)
    if due is not None and due > latest:
        where = "after/days" if line.after is not None else "due_on"
        raise TermTooLongError(pointer=f"/plan/{at}/{where}", latest=latest.isoformat(), **limit)


def delivered_on(line: PlanLine, deliverables: Sequence[Deliverable]) -> date | None:
    """The last day on which something is handed over under the line's clause, else under any; None without a day."""
    of_clause = [one.due_on for one in deliverables if one.clause == line.clause and one.due_on is not None]
    return max(of_clause or [one.due_on for one in deliverables if one.due_on is not None], default=None)
