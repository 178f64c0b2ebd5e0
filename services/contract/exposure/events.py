"""What a group of customers owes and will owe, looked at before each order."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen, KnownGrade
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString
from shared.values.money import Money

Component = Literal["receivables", "unbilled", "open_orders", "drafts", "advances", "security"]
"""Invoices that are open; delivered and not invoiced; ordered and neither; acceptance drafts not honoured. Then what
counts against it: money and drafts that cover no invoice, and guarantees in force.
"""
Rule = Literal["credit_limit", "customer_limit", "credit_term", "purchase_limit", "discount"]
"""The group's limit; that of the customer itself; bills older than the term; what may be ordered in a month, and got
off the wholesale price, by grade.
"""


class Part(Frozen):
    """What of the exposure is of a kind; what counts against it is below nothing."""

    component: Component
    amount: Money


class CountedAt(Frozen):
    """One of `currency` was counted as `rate` of the exposure's, that of `on` by `source`."""

    currency: str
    rate: DecimalString
    on: date
    source: str


class Reason(Frozen):
    """A rule that an order breaks, with its figures as text."""

    rule: Rule
    figures: dict[str, str]


class OrderChecked(Event, name="exposure.checked.v1"):
    """An order of a customer was held against what its group owes and may owe: `exposure` stood before it, `requested`
    comes on top, both counted in one currency. It is held where there are `reasons`. A null limit: none is laid down.
    """

    group_id: str
    customer_id: str
    contract_id: str
    order_id: str
    grade: KnownGrade
    exposure: Money
    parts: tuple[Part, ...]
    rates: tuple[CountedAt, ...]
    requested: Money
    limit: Money | None
    reasons: tuple[Reason, ...]
    effective_on: date


class OrderNoted(Event, name="exposure.noted.v1"):
    """An order that was placed elsewhere counts from now on, whatever the limits say, though it has no contract yet."""

    group_id: str
    customer_id: str
    order_id: str
    amount: Money
    effective_on: date


class HoldLifted(Event, name="exposure.hold_lifted.v1"):
    """A held order was released by others' decision, whatever the limits say."""

    group_id: str
    order_id: str
    approval_id: str
    effective_on: date
