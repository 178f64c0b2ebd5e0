"""A supplier's own invoices for the interest that we owe for paying late."""

from datetime import date

from shared.eventstore.event import Event
from shared.values.money import Money


class LateInterestInvoiced(Event, name="late_interest.invoiced.v1"):
    """A supplier asks for interest under a clause that is booked as owed already: nothing is owed twice. `owed` is what
    was booked of it there and no invoice asked for yet, `covered` what of that this one asks for, `difference` by how
    much it asks for more than is owed (below nothing: for less).
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
