"""Payment control: money moves only if clause and phase say so. One rule a function, in the order they are asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.contract.ledger.errors import (
    PaymentConditionUnmetError,
    PaymentOverLimitError,
    PaymentRefusedError,
    ThreeWayMatchError,
)
from services.contract.ledger.state import Invoiced, Ledger
from shared.values.decimals import format_decimal
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """The payment asked for."""

    payment_id: str
    clause: str
    phase: str
    amount: Money
    invoice_id: str | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """Which rule is broken under which clause: what it allows and what is used of it already."""

    reason: str
    clause: str
    phase: str
    limit: Money
    used: Money
    requested: Money

    def error(self, **more: str) -> PaymentRefusedError:
        """The refusal as callers see it; `more` is said beside its figures."""
        kind = ERROR_OF[self.reason]
        return kind(
            f"{kind.sentence()} Clause {self.clause}, phase {self.phase}: {self.reason.replace('_', ' ')};"
            f" {self.requested} asked, {self.limit} allowed, {self.used} used.",
            reason=self.reason,
            clause=self.clause,
            phase=self.phase,
            limit=money_json(self.limit),
            used=money_json(self.used),
            requested=money_json(self.requested),
            **more,
        )


def money_json(money: Money) -> dict[str, str]:
    return {"amount": format_decimal(money.amount), "currency": money.currency}


Rule = Callable[[Ledger, PaymentOrder], tuple[str, Money, Money] | None]


def _over(reason: str, limit: Money, used: Money, order: PaymentOrder) -> tuple[str, Money, Money] | None:
    return (reason, limit, used) if used + order.amount > limit else None


def _invoice(ledger: Ledger, order: PaymentOrder) -> Invoiced | None:
    return ledger.invoices.get(order.invoice_id or "")


def _asks(ledger: Ledger, order: PaymentOrder, condition: str) -> bool:
    limit = ledger.limit(order.clause, order.phase)
    return limit is not None and condition in limit.conditions


def over_clause(ledger: Ledger, order: PaymentOrder) -> tuple[str, Money, Money] | None:
    return _over("over_clause", ledger.clause_limit(order.clause), ledger.sum("paid", order.clause), order)


def over_phase(ledger: Ledger, order: PaymentOrder) -> tuple[str, Money, Money] | None:
    limit = ledger.limit(order.clause, order.phase)
    allowed = limit.limit if limit else Money.zero(ledger.currency)
    return _over("over_phase", allowed, ledger.sum("paid", order.clause, order.phase), order)


def over_contract(ledger: Ledger, order: PaymentOrder) -> tuple[str, Money, Money] | None:
    return None if ledger.total is None else _over("over_contract", ledger.total, ledger.sum("paid"), order)


def no_acceptance(ledger: Ledger, order: PaymentOrder) -> tuple[str, Money, Money] | None:
    """What is paid under clauses that wait for acceptance stays within what was accepted."""
    if not _asks(ledger, order, "acceptance"):
        return None
    waiting = [limit for limit in ledger.limits if "acceptance" in limit.conditions]
    used = Money.total([ledger.sum("paid", limit.clause, limit.phase) for limit in waiting], ledger.currency)
    return _over("no_acceptance", ledger.sum("accepted"), used, order)


def no_invoice(ledger: Ledger, order: PaymentOrder) -> tuple[str, Money, Money] | None:
    """Where an invoice is asked for, one of this clause and phase is named."""
    invoice = _invoice(ledger, order)
    fits = invoice is not None and (invoice.clause, invoice.phase) == (order.clause, order.phase)
    named = order.invoice_id is not None
    if fits or not (named or _asks(ledger, order, "invoice")):
        return None
    return "no_invoice", Money.zero(ledger.currency), ledger.sum("paid", order.clause, order.phase)


def over_invoice(ledger: Ledger, order: PaymentOrder) -> tuple[str, Money, Money] | None:
    invoice = _invoice(ledger, order)
    return _over("over_invoice", invoice.gross, invoice.settled, order) if invoice else None


def over_order(ledger: Ledger, order: PaymentOrder) -> tuple[str, Money, Money] | None:
    invoice = _invoice(ledger, order)
    if invoice is None or invoice.order_id is None:
        return None
    return _over(
        "over_order", ledger.order_sum("ordered", invoice.order_id), ledger.order_sum("paid", invoice.order_id), order
    )


def three_way_match(ledger: Ledger, order: PaymentOrder) -> tuple[str, Money, Money] | None:
    """What is invoiced on an order stays within what was ordered and, where acceptance is asked for, accepted.

    Within means up to the tolerance, a share of the figure it is held against.
    """
    invoice = _invoice(ledger, order)
    if invoice is None or invoice.order_id is None:
        return None
    against = [ledger.order_sum("ordered", invoice.order_id)]
    if _asks(ledger, order, "acceptance"):
        against.append(ledger.order_sum("accepted", invoice.order_id))
    allowed = min(against).times(Decimal(1) + ledger.match_tolerance)
    invoiced = ledger.order_sum("invoiced", invoice.order_id)
    return ("three_way_match", allowed, invoiced) if invoiced > allowed else None


RULES: Final[Sequence[Rule]] = (
    over_clause,
    over_phase,
    over_contract,
    no_acceptance,
    no_invoice,
    over_invoice,
    over_order,
    three_way_match,
)

ERROR_OF: Final[Mapping[str, type[PaymentRefusedError]]] = {
    "over_clause": PaymentOverLimitError,
    "over_phase": PaymentOverLimitError,
    "over_contract": PaymentOverLimitError,
    "over_order": PaymentOverLimitError,
    "over_invoice": PaymentOverLimitError,
    "no_acceptance": PaymentConditionUnmetError,
    "no_invoice": PaymentConditionUnmetError,
    "three_way_match": ThreeWayMatchError,
}


def first_breach(ledger: Ledger, order: PaymentOrder) -> Breach | None:
    """The first rule the payment breaks, or None when it may be made."""
    for rule in RULES:
        broken = rule(ledger, order)
        if broken is not None:
            reason, limit, used = broken
            return Breach(reason, order.clause, order.phase, limit, used, order.amount)
    return None
