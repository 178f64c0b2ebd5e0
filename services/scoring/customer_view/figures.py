"""Every figure that scoring shows, as data: which facts it is made of, what each adds, and how they are put together.

The statements of the views and the explanations are both written from this table, so a figure and the facts shown
beside it can't part ways.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

RECEIVED: Final = "kind = 'received'"
MADE: Final = "kind = 'made'"
BLOCKED: Final = "kind = 'blocked'"
REFUNDED: Final = "kind = 'refunded'"
RETURNED: Final = "kind = 'returned'"
"""Money that a customer was given back, and money that a supplier gave back."""
ALLOCATED: Final = "kind = 'allocated'"
SETTLES: Final = "(kind IN ('allocated', 'made') AND due_on IS NOT NULL)"
LATE: Final = "(effective_on > due_on)"
DAYS_LATE: Final = "greatest(effective_on - due_on, 0)"
IN_YEAR: Final = "(effective_on > CAST($2 AS date) - 365)"
SETTLED_IN_YEAR: Final = f"{ALLOCATED} AND due_on IS NOT NULL AND {IN_YEAR}"
"""What the customer itself settled within the year before the day."""
SOLD: Final = "kind = 'sales'"
ISSUED: Final = "kind = 'issued'"
OPEN: Final = "owed > 0"
SETTLING: Final = {
    "credited": 1,
    "retained": 1,
    "offset": 1,
    "withheld": 1,
    "covered": 1,
    "released": -1,
    "refunded": -1,
    "dishonoured": -1,
}
"""Which adjustments take something off what is to be paid of an invoice now, and which put it back."""
SETTLED_BY: Final = (
    "amount * CASE " + " ".join(f"WHEN kind = '{kind}' THEN {sign}" for kind, sign in SETTLING.items()) + " ELSE 0 END"
)
"""What an adjustment takes off."""
OVERDUE: Final = "days > 0"
TAKEN: Final = "kind IN ('provisional', 'capitalised', 'transferred')"
PLACED: Final = "kind IN ('provisional', 'capitalised', 'transferred', 'given')"
HERE: Final = "kind <> 'given'"
"""Of the last fact that says where an asset is: who gave it away sees that one, and has it no longer."""
AS_KIND: Final = "CASE kind WHEN 'transferred' THEN 'capitalised' ELSE kind END"
"""What an asset is: only a capitalised one is handed over."""


def worn(book: str) -> str:
    """What says how much an asset was charged in the book that the parameter names; null is its leading book, whose
    charges a transfer states as well.
    """
    return (
        f"((kind = 'depreciated' AND CASE WHEN CAST({book} AS text) IS NULL THEN leads ELSE book = {book} END)"
        f" OR (kind = 'transferred' AND CAST({book} AS text) IS NULL))"
    )


AGEING: Final = ((1, 30), (31, 60), (61, 90), (91, None))
"""Days past due, both ends included."""


def age(low: int, high: int | None) -> str:
    """The name of an ageing bucket."""
    return f"{low}-{high}" if high else f"{low}-"


def within(low: int, high: int | None) -> str:
    """The SQL condition of an ageing bucket over `days` past due."""
    return f"days >= {low}" + (f" AND days <= {high}" if high else "")


IN_AGE: Final = " OR ".join(f"(:age = '{age(*one)}' AND {within(*one)})" for one in AGEING)

Whole = Literal["sum", "mean", "distinct", "days_since_last"]
"""How the facts' parts make the figure."""

WHOLES: Final[dict[Whole, str]] = {
    "sum": "coalesce(sum(value), 0)::text",
    "mean": "avg(value)::float8::text",
    "distinct": "count(DISTINCT counted)::text",
    "days_since_last": "(:day - max(effective_on))::text",
}
"""The SQL of each over the columns `value`, `counted` and `effective_on`; null where nothing is to be put together."""

Narrowing = Literal["currency", "kind", "age", "month", "product"]
NARROWED: Final[dict[Narrowing, str]] = {
    "currency": "currency = :currency",
    "kind": "kind = :kind",
    "age": f"({IN_AGE})",
    "month": "to_char(effective_on, 'YYYY-MM') = :month",
    "product": "coalesce(product, '') = :product",
}
"""What a figure is told apart by, and the condition that this puts on its facts."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`facts` are the rows of a table of facts that satisfy `where`; `value` is what one adds, `counted` what is
    counted once however many facts name it; `by` must be given, all of it and nothing else.
    """

    name: str
    facts: str
    where: str = "true"
    value: str = "amount"
    whole: Whole = "sum"
    counted: str = "NULL::text"
    by: tuple[Narrowing, ...] = ()
    in_book: bool = False
    """Whether it may be asked of one book of the assets; else it is of each one's leading book."""

    def condition(self) -> str:
        """The SQL condition on a fact, its parameters by name."""
        return " AND ".join([self.where, *(NARROWED[one] for one in self.by)])


def _table(figures: Iterable[Figure]) -> dict[str, Figure]:
    return {one.name: one for one in figures}


MONEY: Final[tuple[Narrowing, ...]] = ("currency",)
OF_A_CUSTOMER: Final = _table(
    (
        Figure("received", "payments", RECEIVED, by=MONEY),
        Figure("paid", "payments", MADE, by=MONEY),
        Figure("refunded", "payments", REFUNDED, by=MONEY),
        Figure("returned", "payments", RETURNED, by=MONEY),
        Figure("blocked", "payments", BLOCKED, "1"),
        Figure("settled", "payments", SETTLES, "1"),
        Figure("late", "payments", f"{SETTLES} AND {LATE}", "1"),
        Figure("share-late", "payments", SETTLES, f"{LATE}::int", "mean"),
        Figure("mean-days-late", "payments", SETTLES, DAYS_LATE, "mean"),
        Figure("settlements-in-year", "payments", SETTLED_IN_YEAR, "1"),
        Figure("share-late-in-year", "payments", SETTLED_IN_YEAR, f"{LATE}::int", "mean"),
        Figure("days-late-in-year", "payments", SETTLED_IN_YEAR, DAYS_LATE, "mean"),
        Figure("outstanding", "owed", by=MONEY),
        Figure("overdue", "owed", OVERDUE, by=MONEY),
        Figure("overdue-invoices", "owed", f"{OVERDUE} AND {ISSUED}", "1", by=MONEY),
        Figure("ageing", "owed", by=("currency", "age")),
        Figure("bought", "purchases", SOLD, by=MONEY),
        Figure("days-bought", "purchases", SOLD, whole="distinct", counted="effective_on::text", by=MONEY),
        Figure("recency", "purchases", SOLD, whole="days_since_last", by=MONEY),
        Figure("received-in-month", "payments", RECEIVED, by=("currency", "month")),
        Figure("paid-in-month", "payments", MADE, by=("currency", "month")),
        Figure("contacts", "contacts", "kind = 'contact-added'", "1"),
    )
)
"""Of a customer with all archives merged into it."""

OF_A_CONTRACT: Final = _table(
    (
        Figure("amount", "agreed"),
        Figure("progress", "bookings", by=("kind",)),
    )
)
"""Of one contract; `progress` by kind of document."""

OF_A_UNIT: Final = _table(
    (
        Figure("sold-in-month", "purchases", SOLD, by=("currency", "month")),
        Figure(
            "customers-in-month", "purchases", SOLD, whole="distinct", counted="customer_id", by=("currency", "month")
        ),
        Figure("sold-of-product", "purchases", SOLD, by=("currency", "product")),
        Figure("quantity-of-product", "purchases", SOLD, "quantity", by=("currency", "product")),
        Figure("payments", "payments", by=("currency", "kind")),
        Figure("payments-number", "payments", "true", "1", by=("currency", "kind")),
        Figure("payments-late", "payments", LATE, "1", by=("currency", "kind")),
        Figure("outstanding", "owed", by=MONEY),
        Figure("overdue", "owed", OVERDUE, by=MONEY),
        Figure("assets-number", "taken", "true", "1", by=("currency", "kind")),
        Figure("assets-cost", "taken", by=("currency", "kind")),
        Figure("assets-accumulated", "worn", by=("currency", "kind"), in_book=True),
        Figure("assets-book-value", "valued", by=MONEY, in_book=True),
    )
)
"""Of a unit with all below it."""
