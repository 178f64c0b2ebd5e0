"""What happened, as scoring tells it: an event a line in the words of its reader, narrowed without leaving the page."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.why.seen import Moment, Timeline

LINES: Final = 20

KINDS: Final = {
    "archive": N_("Archive"),
    "contract": N_("Contracts"),
    "order": N_("Orders"),
    "invoice": N_("Invoices"),
    "payment": N_("Payments"),
    "asset": N_("Assets"),
    "ledger": N_("Ledger"),
}
UNASKED: Final = tuple(kind for kind in KINDS if kind != "ledger")
"""What is shown unless a kind is asked for: the ledger says again what the documents said."""

Of = Literal["customers", "contracts", "assets"]

WORDS: Final[dict[tuple[str, str], str]] = {
    ("archive", "registered"): N_("Customer registered"),
    ("archive", "changed"): N_("Archive changed"),
    ("archive", "merged"): N_("Merged into another archive"),
    ("archive", "unmerged"): N_("Merge undone"),
    ("archive", "contact-added"): N_("Contact added"),
    ("archive", "contact-gone"): N_("Contact removed"),
    ("contract", "signed"): N_("Contract signed"),
    ("contract", "effective"): N_("Contract in effect"),
    ("contract", "suspended"): N_("Contract suspended"),
    ("contract", "resumed"): N_("Contract resumed"),
    ("contract", "completed"): N_("Contract completed"),
    ("contract", "terminated"): N_("Contract terminated"),
    ("contract", "expired"): N_("Contract expired"),
    ("contract", "voided"): N_("Contract voided"),
    ("contract", "archived"): N_("Contract archived"),
    ("order", "sales"): N_("Order placed"),
    ("order", "purchase"): N_("Order placed with the supplier"),
    ("invoice", "issued"): N_("Invoice issued"),
    ("invoice", "received"): N_("Invoice received"),
    ("payment", "received"): N_("Receipt"),
    ("payment", "allocated"): N_("Receipt allocated"),
    ("payment", "made"): N_("Payment"),
    ("payment", "blocked"): N_("Payment blocked"),
    ("asset", "provisional"): N_("Asset in use at estimated cost"),
    ("asset", "capitalised"): N_("Asset capitalised"),
    ("asset", "depreciated"): N_("Asset depreciated"),
    ("asset", "transferred"): N_("Asset handed over"),
}
"""What each kind of event is called; another one is shown as its kind."""

BOOKED: Final = N_("Booked in the ledger")


def words_of(moment: Moment) -> str:
    """A message of the catalogues, or the kind's own word."""
    return BOOKED if moment.room == "ledger" else WORDS.get((moment.room, moment.kind), moment.kind)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of a timeline is wanted; empty leaves all."""

    kind: str = ""
    contract: str = ""
    first: date | None = None
    last: date | None = None
    money: str = ""

    def asked(self) -> dict[str, Any]:
        """As scoring is asked."""
        return {
            "kind": [self.kind] if self.kind in KINDS else [*UNASKED],
            "contract_id": self.contract,
            "effective_from": self.first and self.first.isoformat(),
            "effective_to": self.last and self.last.isoformat(),
            "amounts": self.money,
        }

    def shown(self) -> dict[str, str]:
        """As it stands in an address."""
        told = {"kind": self.kind, "contract": self.contract, "money": self.money}
        days = {"first": self.first, "last": self.last}
        found = {**told, **{name: day.isoformat() if day else "" for name, day in days.items()}}
        return {name: value for name, value in found.items() if value}


async def timeline_of(visit: Visit, of: Of, thing: str, narrowed: Narrowed, cursor: str = "") -> Part[Timeline]:
    """A page of what happened with a thing."""
    asked = {**narrowed.asked(), "limit": LINES, "cursor": cursor}
    return await visit.asking.ask("scoring", f"/v1/{of}/{thing}/timeline", Timeline, asked)
