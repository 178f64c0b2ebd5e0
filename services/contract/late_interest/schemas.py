from datetime import date
from typing import Literal

from services.contract.invoice.schemas import InvoiceNumber
from services.contract.terms import ClauseName
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString
from shared.values.money import Money, NonNegativeMoney, PositiveMoney
from shared.web.schemas import Answer, Body


class LateItem(Answer):
    """An invoice, or what of a planned payment no invoice asks for: due on that day, late for so many days, `open` as
    of the day asked for, and the interest it bears until then. `rate` is a year's share.
    """

    kind: Literal["invoice", "plan"]
    item_id: str
    clause: str
    phase: str
    due_on: date
    amount: Money
    open: Money
    days: int
    rate: DecimalString
    interest: Money


class InterestInvoiceAnswer(Answer):
    """A supplier's own invoice for it: `owed` was booked and asked for by none before, `covered` is what of that this
    one asks for, `difference` how much more than is owed (below nothing: less).
    """

    invoice_id: str
    contract_id: str
    counterparty_id: str
    clause: str
    number: str
    net: Money
    tax: Money
    gross: Money
    owed: Money
    covered: Money
    difference: Money
    effective_on: date


class InterestInvoiceList(Answer):
    items: list[InterestInvoiceAnswer]


class LateInterest(Answer):
    """What we owe for late payment. With a small supplier it is as agreed, but at least the one-year loan prime rate of
    the contract's day (`least_rate`), and without agreement the rate of the law. `booked` is what stands in the books
    of it now, `invoiced` what of that the supplier's own invoices ask for; `invoices` are the first 200 of them.
    """

    contract_id: str
    as_of: date
    small_supplier: bool
    least_rate: DecimalString | None
    items: list[LateItem]
    interest: Money
    booked: Money
    invoiced: Money
    invoices: list[InterestInvoiceAnswer]


class InterestInvoiceBody(Body):
    """The supplier's invoice for interest under a clause; `gross` is net plus tax."""

    clause: ClauseName
    number: InvoiceNumber
    net: NonNegativeMoney
    tax: NonNegativeMoney
    gross: PositiveMoney
    effective_on: BusinessDate | None = None


class InterestInvoiceTaken(Answer):
    """`difference` is by how much it asks for more than is owed; below nothing: for less."""

    invoice_id: str
    contract_id: str
    covered: Money
    difference: Money
    version: int


class InterestBody(Body):
    """Up to which day interest is booked; today unless given."""

    until: BusinessDate | None = None


class InterestBooked(Answer):
    """`booked` is what we owe of late interest under the contract in all; `document` names this booking."""

    contract_id: str
    document: str
    booked: Money
    version: int
