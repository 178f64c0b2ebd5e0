"""What a contract says in figures: its lines and its payment plan."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.values.currency import minor_digits
from shared.values.decimals import DecimalString
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

Direction = Literal["sales", "purchase"]
Side = Literal["us", "counterparty"]
Debtor = Side
PaymentControl = Literal["strict", "report"]
AmountKind = Literal["fixed", "estimated", "capped", "unit_price", "none"]
"""Fixed; expected to come to so much; at most so much; prices without quantities; no money at all."""
OPEN_ENDED: frozenset[AmountKind] = frozenset({"unit_price", "none"})
"""Kinds of amounts that set no total."""
Condition = Literal["acceptance", "invoice"]

Grade = Literal["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"]
KnownGrade = Literal["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "unknown"]
"""`unknown` stands for whoever has no grade, or one that has run out."""


def _current(code: str) -> str:
    minor_digits(code)
    return code


Currency = Annotated[str, Field(pattern="^[A-Z]{3}$"), AfterValidator(_current)]
"""A current ISO 4217 code."""
CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["CN"])]
"""ISO 3166-1, two letters."""
ClauseName = Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
Occasion = Literal["delivery", "acceptance", "invoice", "signing", "customer_payment"]
"""What a payment may wait for; `customer_payment` is that our own customer has paid us (pay when paid)."""
Instrument = Literal["payment", "advance", "deposit", "retention"]
"""What a planned payment is: for what was done, before it (advance), as earnest money (deposit), or kept back until the
warranty ends (retention).
"""

INTEREST_PHASE: Final = "late-interest"
"""The phase under which interest on a clause is invoiced, or owed by us; no plan has one of that name."""

HANDOVER_PHASE: Final = "handover"
"""The phase under which what a contract says is handed over is owed."""

Impairment = Literal["provisioned", "unprovisioned", "derecognised", "restored"]
"""What the books think of a claim, which stays whatever that is: a loss is expected, or no longer; the claim is off
the books, or back on them.
"""

DEBTOR_OF: dict[Direction, Debtor] = {"sales": "counterparty", "purchase": "us"}


class Frozen(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class ContractLine(Frozen):
    """`net` = quantity times unit price, `tax` = net times rate, each rounded half up; `gross` is their sum.
    The rate is that of the day `tax_on`, where one is named.
    """

    line: int
    description: str
    quantity: DecimalString
    unit: str
    unit_price: DecimalString
    net: Money
    tax_rate: DecimalString
    tax: Money
    gross: Money
    tax_on: date | None = None
    product_code: str | None = None


class After(Frozen):
    """Due `days` after the occasion."""

    event: Occasion
    days: Annotated[int, Field(ge=0, le=3660)]


def due_at(due_on: date | None, after: After | None, occasion: Occasion, on: date) -> date | None:
    """The day that is named, or so many days after the occasion, which came on a day; None while another one is waited
    for.
    """
    if after is not None and after.event == occasion:
        return on + timedelta(days=after.days)
    return due_on


class PlanLine(Frozen):
    """One payment of the plan: its clause and phase, who owes it, when, how much, and what must have happened.

    `secured`: guarantees in force cover it before it is made.
    """

    clause: str
    phase: str
    debtor: Debtor
    due_on: date | None = None
    after: After | None = None
    amount: Money
    conditions: tuple[Condition, ...] = ()
    instrument: Instrument = "payment"
    secured: bool = False

    def due_at(self, occasion: Occasion, on: date) -> date | None:
        """When it is due once the occasion came on that day; None while another one is waited for."""
        return due_at(self.due_on, self.after, occasion, on)


def priced(
    number: int,
    description: str,
    quantity: Decimal,
    unit: str,
    unit_price: Decimal,
    tax_rate: Decimal,
    currency: str,
    tax_on: date | None = None,
    product_code: str | None = None,
) -> ContractLine:
    """A line with its net, tax and gross amounts."""
    net = Money.rounded(quantity * unit_price, currency)
    tax = net.times(tax_rate)
    return ContractLine(
        line=number,
        description=description,
        quantity=quantity,
        unit=unit,
        unit_price=unit_price,
        net=net,
        tax_rate=tax_rate,
        tax=tax,
        gross=net + tax,
        tax_on=tax_on,
        product_code=product_code,
    )


def named_together(clause: str | None, phase: str | None) -> None:
    """A place is named whole or not at all."""
    if (clause is None) != (phase is None):
        raise InvalidFieldError("/phase" if phase is None else "/clause", "clause and phase are named together")


def check_plan(plan: Sequence[PlanLine], amount: Money, kind: AmountKind) -> None:
    """The plan pays exactly the contract's amount, names each clause and phase once and says when each is due."""
    places = [(line.clause, line.phase) for line in plan]
    for at, line in enumerate(plan):
        if line.amount.currency != amount.currency:
            raise InvalidFieldError(f"/plan/{at}/amount/currency", "the plan is in the contract's currency")
        if not line.amount.is_positive:
            raise InvalidFieldError(f"/plan/{at}/amount", "a planned payment is above zero")
        if places.index(places[at]) != at:
            raise InvalidFieldError(f"/plan/{at}", "clause and phase are named twice")
        if (line.due_on is None) == (line.after is None):
            raise InvalidFieldError(f"/plan/{at}", "a payment is due on a date or after an occasion")
        if line.debtor != "us" and line.after is not None and line.after.event == "customer_payment":
            raise InvalidFieldError(f"/plan/{at}/after/event", "what we owe alone may wait for a customer's payment")
    if kind == "none":
        if plan or not amount.is_zero:
            raise InvalidFieldError("/plan", "a contract without an amount plans none")
    elif kind not in OPEN_ENDED and Money.total([line.amount for line in plan], amount.currency) != amount:
        raise InvalidFieldError("/plan", "the planned payments add up to the contract's amount")


def check_lines(lines: Sequence[ContractLine], amount: Money) -> None:
    """Lines, when there are any, add up to the contract's amount."""
    if lines and Money.total([line.gross for line in lines], amount.currency) != amount:
        raise InvalidFieldError("/amount", "the lines add up to the contract's amount")
