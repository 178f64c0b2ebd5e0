from datetime import date
from typing import Any

from services.contract.exposure.events import Component, CountedAt, Part
from services.contract.exposure.handlers import Counted
from services.contract.exposure.watching import Watch
from shared.values.decimals import DecimalString
from shared.values.money import Money
from shared.web.schemas import Answer


class ExposureAnswer(Answer):
    """What the group of a customer owes and will owe, whichever units it deals with, in the currency of its limit;
    `own` is what of it is the customer's. `left` of the limit may still be ordered; a null limit: none is laid down.
    `purchase_limit` (a month), `discount` and `term_days` are the grade's, the term unless one was agreed.
    """

    customer_id: str
    group_id: str
    grade: str
    exposure: Money
    own: Money
    parts: list[Part]
    rates: list[CountedAt]
    limit: Money | None
    own_limit: Money | None
    left: Money | None
    term_days: int | None
    purchase_limit: Money | None
    discount: DecimalString | None


class DocumentAnswer(Answer):
    """A document that counts: an invoice, an order with what of it is open, or delivered and not invoiced, a bill, a
    guarantee, an order of another system that waits for its contract or an invoice that waits with it (`waiting_order`,
    `waiting_invoice`, under no contract), or a contract for what was paid ahead under it and for what its orders do not
    say (invoices without an order). What counts against the exposure is below nothing.
    """

    component: Component
    kind: str
    document: str
    number: str
    contract_id: str | None
    customer_id: str
    unit_id: str
    amount: Money
    effective_on: date | None


class DocumentList(Answer):
    items: list[DocumentAnswer]


def told(watch: Watch, counted: Counted) -> ExposureAnswer:
    limit = watch.group.limit
    said: dict[str, Any] = {
        "customer_id": watch.customer_id,
        "group_id": watch.group_id,
        "grade": watch.grade,
        "exposure": counted.total,
        "own": counted.own,
        "parts": list(counted.parts),
        "rates": list(counted.rates),
        "limit": limit,
        "own_limit": watch.own.limit,
        "left": None if limit is None else limit - counted.total,
        "term_days": watch.term_days,
        "purchase_limit": watch.plan.purchase_limit,
        "discount": watch.plan.discount,
    }
    return ExposureAnswer(**said)
