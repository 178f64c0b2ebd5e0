"""What is known of a contract's arrears."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from services.contract.ageing.scheme import Pause
from services.contract.arrears.events import BalanceAsked, Disputed, InterestAgreed, Promised, WriteOffAsked
from shared.values.money import Money


class Answer(StrEnum):
    """What became of a balance confirmation."""

    SENT = "sent"
    UNANSWERED = "unanswered"
    AGREED = "agreed"
    DIFFERING = "differing"


@dataclass(frozen=True, slots=True)
class Arrears:
    """`pauses` by what they follow from; `charged` until when each invoice has borne interest; `impaired` what was
    booked of each kind, `off` what of each invoice is written off. `acknowledged_on` is the last day on which the
    counterparty was provably asked, promised, or agreed.
    """

    level: int = 0
    acknowledged_on: date | None = None
    promises: Mapping[str, Promised] = field(default_factory=dict)
    disputes: Mapping[str, Disputed] = field(default_factory=dict)
    pauses: Mapping[str, Pause] = field(default_factory=dict)
    rates: tuple[InterestAgreed, ...] = ()
    charged: Mapping[str, date] = field(default_factory=dict)
    write_off: WriteOffAsked | None = None
    impaired: Mapping[str, Money] = field(default_factory=dict)
    off: Mapping[str, Money] = field(default_factory=dict)
    confirmations: Mapping[str, tuple[Answer, BalanceAsked]] = field(default_factory=dict)

    def provision(self, currency: str) -> Money:
        """The expected loss that the books hold: what went off them used it up."""
        nothing = Money.zero(currency)
        held = [sign * self.impaired.get(kind, nothing).amount for kind, sign in HOLDS.items()]
        return Money.of(sum(held), currency)

    def written_off(self, invoice_id: str, currency: str) -> Money:
        return self.off.get(invoice_id, Money.zero(currency))


HOLDS: Final[Mapping[str, int]] = {"provisioned": 1, "restored": 1, "unprovisioned": -1, "derecognised": -1}
"""How each kind moves the allowance for losses."""
