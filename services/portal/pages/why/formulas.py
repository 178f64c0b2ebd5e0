"""What each figure on a page is, in words: its name, how it is made, and whom to ask for the events behind it."""

from dataclasses import dataclass
from typing import Final, Literal

from services.portal.pages.frame.words import N_

Form = Literal["money", "number", "share", "days"]
Of = Literal["customer", "unit", "contract", "ledger", "asset", "operations"]


@dataclass(frozen=True, slots=True)
class Formula:
    """`name` and `words` are messages of the catalogues; `form` is how the figure and its parts are written."""

    name: str
    words: str
    form: Form = "money"


SOURCES: Final[dict[Of, tuple[str, str]]] = {
    "customer": ("scoring", "/v1/customers/{thing}/figures/{figure}"),
    "unit": ("scoring", "/v1/units/{thing}/figures/{figure}"),
    "contract": ("scoring", "/v1/contracts/{thing}/figures/{figure}"),
    "ledger": ("contract", "/v1/contracts/{thing}/figures/{figure}"),
    "asset": ("asset", "/v1/assets/{thing}/figures/{figure}"),
}
"""Which service tells the events behind the figures of a thing, and where. Others come from no event."""

NOT_FROM_EVENTS: Final = N_("This figure is counted at the moment one looks; no events stand behind it.")
ESTIMATED: Final = N_(
    "Estimated by a trained lifetime model from the days on which the customer bought; the model is fitted by maximum"
    " likelihood, not counted from events."
)
OPEN_INVOICES: Final = N_(
    "The invoices issued that are not settled, less receipts allocated to them, credit notes and what is kept back."
)
PAST_DUE: Final = N_(
    "The open invoices whose due day has passed, less receipts allocated to them, credit notes and what is kept back."
)
SETTLEMENTS: Final = N_("Settled: a receipt was allocated to an invoice, or a payment with a due day was made.")
BOOKED: Final = N_("The sum of all that was booked of this kind in the contract's ledger.")

FORMULAS: Final[dict[Of, dict[str, Formula]]] = {
    "customer": {
        "received": Formula(N_("Received"), N_("The sum of all receipts from the customer in this currency.")),
        "paid": Formula(N_("Paid"), N_("The sum of all payments made to the customer in this currency.")),
        "refunded": Formula(N_("Given back"), N_("The sum of what the customer was given back in this currency.")),
        "returned": Formula(N_("Came back"), N_("The sum of what the supplier gave back in this currency.")),
        "blocked": Formula(N_("Payments blocked"), N_("How many payments the rules of a contract refused."), "number"),
        "settled": Formula(N_("Settled"), SETTLEMENTS, "number"),
        "late": Formula(N_("Settled late"), N_("Of what was settled, how often it was after the due day."), "number"),
        "share-late": Formula(N_("Share settled late"), N_("Settled late, divided by all that was settled."), "share"),
        "mean-days-late": Formula(
            N_("Days late on average"), N_("The mean of the days after the due day; in time counts as zero."), "days"
        ),
        "settlements-in-year": Formula(
            N_("Settled within a year"), N_("How often receipts settled an invoice in the last year."), "number"
        ),
        "share-late-in-year": Formula(
            N_("Share settled late within a year"), N_("Of what receipts settled in the last year."), "share"
        ),
        "days-late-in-year": Formula(
            N_("Days late within a year"),
            N_("The mean of the days after the due day, of what receipts settled in the last year."),
            "days",
        ),
        "outstanding": Formula(N_("Outstanding"), OPEN_INVOICES),
        "overdue": Formula(N_("Overdue"), PAST_DUE),
        "overdue-invoices": Formula(
            N_("Overdue invoices"), N_("How many open invoices are past their due day."), "number"
        ),
        "ageing": Formula(N_("Outstanding by age"), PAST_DUE),
        "bought": Formula(N_("Bought"), N_("The sum of all lines of the customer's orders in this currency.")),
        "days-bought": Formula(
            N_("Days bought on"), N_("On how many different days orders were placed; a day counts once."), "number"
        ),
        "recency": Formula(
            N_("Days since the last purchase"), N_("From the day of the last order until today."), "days"
        ),
        "received-in-month": Formula(N_("Received in the month"), N_("The sum of the month's receipts.")),
        "paid-in-month": Formula(N_("Paid in the month"), N_("The sum of the month's payments.")),
        "contacts": Formula(N_("Contacts"), N_("How many contacts were added and not removed."), "number"),
    },
    "unit": {
        "sold-in-month": Formula(N_("Purchases in the month"), N_("The sum of all lines of the month's sales orders.")),
        "customers-in-month": Formula(
            N_("Customers in the month"), N_("How many different customers ordered in the month."), "number"
        ),
        "sold-of-product": Formula(N_("Sold of the product"), N_("The sum of the product's lines of sales orders.")),
        "quantity-of-product": Formula(
            N_("Quantity of the product"), N_("The quantity of the product's lines of sales orders."), "number"
        ),
        "payments": Formula(N_("Payments"), N_("The sum of all payments of this kind in the unit and below.")),
        "payments-number": Formula(
            N_("Number of payments"), N_("How many payments of this kind there were."), "number"
        ),
        "payments-late": Formula(
            N_("Payments late"), N_("How many of these payments came after their due day."), "number"
        ),
        "outstanding": Formula(N_("Outstanding"), OPEN_INVOICES),
        "overdue": Formula(N_("Overdue"), PAST_DUE),
        "assets-number": Formula(N_("Assets"), N_("How many assets the unit and those below it have."), "number"),
        "assets-cost": Formula(N_("Cost of assets"), N_("The sum of the assets' cost as last stated.")),
        "assets-accumulated": Formula(
            N_("Charged on assets"), N_("The sum of the assets' accumulated depreciation as last stated.")
        ),
        "assets-book-value": Formula(
            N_("Assets at book value"), N_("The assets' cost less their accumulated depreciation, as last stated.")
        ),
    },
    "contract": {
        "amount": Formula(
            N_("Amount"),
            N_("The amount that the contract was signed or imported with, or that its last amendment says."),
        ),
        "progress": Formula(N_("Progress"), BOOKED),
    },
    "ledger": {
        kind: Formula(name, BOOKED)
        for kind, name in (
            ("ordered", N_("Ordered")),
            ("delivered", N_("Delivered")),
            ("accepted", N_("Accepted")),
            ("invoiced", N_("Invoiced")),
            ("paid", N_("Paid")),
            ("received", N_("Received")),
            ("allocated", N_("Allocated")),
            ("credited", N_("Credited")),
            ("refunded", N_("Given back")),
            ("offset", N_("Set off against an advance")),
            ("retained", N_("Kept back")),
            ("released", N_("Released")),
            ("charged", N_("Bank charges")),
            ("withheld", N_("Tax withheld")),
            ("accrued", N_("Late interest owed")),
            ("unaccrued", N_("Late interest taken back")),
            ("taken", N_("Bill taken")),
            ("covered", N_("Covered by a bill")),
            ("discounted", N_("Bill discounted")),
            ("endorsed", N_("Bill passed on")),
            ("honoured", N_("Bill honoured")),
            ("relieved", N_("Bill honoured elsewhere")),
            ("dishonoured", N_("Bill dishonoured")),
            ("returned", N_("Bill gone without an invoice")),
            ("recoursed", N_("Bill paid back")),
            ("secured", N_("Secured by a guarantee")),
            ("freed", N_("No longer secured")),
            ("provisioned", N_("Loss expected")),
            ("unprovisioned", N_("Loss no longer expected")),
            ("derecognised", N_("Written off")),
            ("restored", N_("On the books again")),
        )
    },
    "asset": {
        "cost": Formula(N_("Cost"), N_("The cost the asset came in with, and every change of it since.")),
        "accumulated": Formula(
            N_("Charged so far"),
            N_("Every charge of the leading book, reversals taken off, with what was charged before it came in."),
        ),
        "book-value": Formula(N_("Book value"), N_("The cost less every charge of the leading book.")),
    },
    "operations": {
        name: Formula(word, NOT_FROM_EVENTS, "number")
        for name, word in (
            ("pending", N_("To publish")),
            ("oldest", N_("Oldest, seconds")),
            ("lag", N_("To read")),
            ("parked", N_("Parked")),
        )
    }
    | {"alive": Formula(N_("Still a customer"), ESTIMATED, "share")},
}
"""By what a figure is of, and its name there."""
