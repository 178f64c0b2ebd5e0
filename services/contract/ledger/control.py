"""Payment control: money moves only if clause and phase say so. One rule a function, in the order they are asked."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.contract.ledger.errors import (
    PaymentConditionUnmetError,
    PaymentOverLimitError,
    PaymentRefusedError,
    ThreeWayMatchError,
)
from services.contract.ledger.events import Limit
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
    deposit_cap: Decimal | None = None


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


Found = tuple[str, Money, Money] | None
"""The reason with what is allowed and what is used; None where the rule holds."""
Rule = Callable[[Ledger, PaymentOrder], Found]


def _over(reason: str, limit: Money, used: Money, order: PaymentOrder) -> Found:
    return (reason, limit, used) if used + order.amount > limit else None


def _invoice(ledger: Ledger, order: PaymentOrder) -> Invoiced | None:
    return ledger.invoices.get(order.invoice_id or "")


def _asks(ledger: Ledger, order: PaymentOrder, condition: str) -> bool:
    limit = ledger.limit(order.clause, order.phase)
    return limit is not None and condition in limit.conditions


def over_clause(ledger: Ledger, order: PaymentOrder) -> Found:
    """What the plan allows, and interest that we owe; each of its phases has a limit of its own besides."""
    allowed = ledger.clause_limit(order.clause) + ledger.interest(order.clause)
    return _over("over_clause", allowed, ledger.spent(order.clause), order)


def over_phase(ledger: Ledger, order: PaymentOrder) -> Found:
    allowed = ledger.allowed(order.clause, order.phase) or Money.zero(ledger.currency)
    return _over("over_phase", allowed, ledger.spent(order.clause, order.phase), order)


def over_contract(ledger: Ledger, order: PaymentOrder) -> Found:
    if ledger.total is None:
        return None
    return _over("over_contract", ledger.total + ledger.interest(), ledger.spent(), order)


def over_deposit_cap(ledger: Ledger, order: PaymentOrder) -> Found:
    """Earnest money stays within its share of the price."""
    deposits = [limit for limit in ledger.limits if limit.instrument == "deposit"]
    if order.deposit_cap is None or not _among(deposits, order):
        return None
    return _over("over_deposit_cap", ledger.price.times(order.deposit_cap), _spent_under(ledger, deposits), order)


def no_acceptance(ledger: Ledger, order: PaymentOrder) -> Found:
    """What is paid under clauses that wait for acceptance stays within what was accepted."""
    waiting = [limit for limit in ledger.limits if "acceptance" in limit.conditions]
    if not _among(waiting, order):
        return None
    return _over("no_acceptance", ledger.sum("accepted"), _spent_under(ledger, waiting), order)


def no_guarantee(ledger: Ledger, order: PaymentOrder) -> Found:
    """What is paid under clauses that ask for security stays within the guarantees in force."""
    secured = [limit for limit in ledger.limits if limit.secured]
    if not _among(secured, order):
        return None
    return _over("no_guarantee", ledger.sum("secured") - ledger.sum("freed"), _spent_under(ledger, secured), order)


def not_released(ledger: Ledger, order: PaymentOrder) -> Found:
    """Retention money is paid once it was released."""
    limit = ledger.limit(order.clause, order.phase)
    if limit is None or limit.instrument != "retention":
        return None
    place = (order.clause, order.phase)
    return _over("not_released", ledger.sum("released", *place), ledger.spent(*place), order)


def no_invoice(ledger: Ledger, order: PaymentOrder) -> Found:
    """Where an invoice is asked for, one of this clause and phase is named, or one of which it was kept back."""
    invoice = _invoice(ledger, order)
    place = (order.clause, order.phase)
    fits = invoice is not None and place in ((invoice.clause, invoice.phase), invoice.kept_at)
    named = order.invoice_id is not None
    if fits or not (named or _asks(ledger, order, "invoice")):
        return None
    return "no_invoice", Money.zero(ledger.currency), ledger.spent(order.clause, order.phase)


def over_invoice(ledger: Ledger, order: PaymentOrder) -> Found:
    """What is kept back of an invoice, or was taken off by credit notes, is not paid."""
    invoice = _invoice(ledger, order)
    return _over("over_invoice", invoice.payable, invoice.settled, order) if invoice else None


def over_order(ledger: Ledger, order: PaymentOrder) -> Found:
    """What was paid on an order and what was set off on it stay within what was ordered."""
    invoice = _invoice(ledger, order)
    if invoice is None or invoice.order_id is None:
        return None
    of = invoice.order_id
    used = ledger.order_spent(of) + ledger.order_sum("offset", of)
    return _over("over_order", ledger.order_sum("ordered", of), used, order)


def three_way_match(ledger: Ledger, order: PaymentOrder) -> Found:
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
    invoiced = ledger.order_sum("invoiced", invoice.order_id) - ledger.order_sum("credited", invoice.order_id)
    return ("three_way_match", allowed, invoiced) if invoiced > allowed else None


def _among(limits: Sequence[Limit], order: PaymentOrder) -> bool:
    return any((limit.clause, limit.phase) == (order.clause, order.phase) for limit in limits)


def _spent_under(ledger: Ledger, limits: Sequence[Limit]) -> Money:
    return Money.total([ledger.spent(limit.clause, limit.phase) for limit in limits], ledger.currency)


RULES: Final[Sequence[Rule]] = (
    over_clause,
    over_phase,
    over_contract,
    over_deposit_cap,
    no_acceptance,
    no_guarantee,
    not_released,
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
    "over_deposit_cap": PaymentOverLimitError,
    "no_acceptance": PaymentConditionUnmetError,
    "no_guarantee": PaymentConditionUnmetError,
    "not_released": PaymentConditionUnmetError,
    "no_invoice": PaymentConditionUnmetError,
    "three_way_match": ThreeWayMatchError,
}


def first_breach(ledger: Ledger, order: PaymentOrder, waived: Collection[str] = ()) -> Breach | None:
    """The first rule the payment breaks, those waived left out, or None when it may be made."""
    return next(_breaches(ledger, order, waived), None)


def all_breaches(ledger: Ledger, order: PaymentOrder) -> tuple[Breach, ...]:
    """Every rule the payment breaks, in the order they are asked."""
    return tuple(_breaches(ledger, order, ()))


def _breaches(ledger: Ledger, order: PaymentOrder, waived: Collection[str]) -> Iterator[Breach]:
    for rule in RULES:
        broken = rule(ledger, order)
        if broken is not None and broken[0] not in waived:
            reason, limit, used = broken
            yield Breach(reason, order.clause, order.phase, limit, used, order.amount)
