"""Which accounts a booking goes to: the mapping of a book, laid down from a month on."""

from typing import Annotated, Literal

from pydantic import Field

from services.contract.terms import Direction, Frozen, Instrument
from shared.eventstore.event import Event

BookCode = Annotated[str, Field(pattern="^[a-z][a-z_]{0,29}$")]
Period = Annotated[str, Field(pattern="^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-03"])]
"""A posting period: a month of a year, `2026-03`."""
AccountCode = Annotated[str, Field(pattern="^[0-9A-Za-z][0-9A-Za-z._-]{0,29}$")]
Amount = Literal["gross", "net", "tax"]
Side = Literal["debit", "credit"]
Which = Instrument | Literal["any", "invoice"]
"""What a booking is for: the instrument of its clause and phase; `invoice` are refunds naming one, `any` the rest."""


class AccountLine(Frozen):
    """Of bookings of that kind, direction and instrument, this amount goes to that side of the account."""

    kind: Annotated[str, Field(pattern="^[a-z]{3,20}$")]
    direction: Direction
    instrument: Which = "any"
    side: Side
    account: AccountCode
    amount: Amount = "gross"


class AccountsMapped(Event, name="accounts.mapped.v1"):
    """From that period on bookings are posted so in the book."""

    book: BookCode
    from_period: Period
    lines: tuple[AccountLine, ...]
