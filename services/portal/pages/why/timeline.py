"""What happened, as scoring tells it: an event a line in the words of its reader, narrowed without leaving the page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal
from urllib.parse import urlencode

from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.titles import TITLES, titled
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
    "message": N_("Messages"),
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
    ("asset", "given"): N_("Asset handed over"),
    ("message", "sent"): N_("Message sent"),
    ("message", "delivered"): N_("Message delivered"),
    ("message", "postponed"): N_("Message not sent yet"),
    ("message", "failed"): N_("Message failed"),
    ("message", "suppressed"): N_("Message held back"),
    ("message", "outcome_unknown"): N_("Nobody knows whether the message went out"),
    ("message", "outcome_decided"): N_("What became of the message was decided"),
}
"""What each kind of event is called; another one is shown as its kind."""

BOOKED: Final = N_("Booked in the ledger")


def words_of(moment: Moment) -> str:
    """A message of the catalogues, or the kind's own word."""
    return BOOKED if moment.room == "ledger" else WORDS.get((moment.room, moment.kind), moment.kind)


FIELDS: Final = {
    "kind": N_("Kind"),
    "roles": N_("Roles"),
    "name": N_("Name"),
    "region": N_("Region"),
    "industry": N_("Industry"),
    "owner_id": N_("Owner"),
    "stage": N_("Stage"),
    "source": N_("Source"),
    "registered_on": N_("Registered on"),
    "role": N_("Role"),
    "erased": N_("Erased"),
}
"""What of an archive an event says something about."""

REASONS: Final = {
    "no-recipient": N_("nobody is there to be told"),
    "no-address": N_("no address is known"),
    "date-passed": N_("its day had passed"),
    "the address is not one": N_("the address is not one"),
    "sent": N_("it was sent"),
    "repeat": N_("to be sent again"),
    "given_up": N_("given up"),
}
MOOT: Final = "ended-by "
REFUSED: Final = " refused"
BY_ITS_SERVER: Final = N_("the mail server refused it (%(code)s)")
NOT_NEEDED: Final = N_("no longer needed")
NOT_REACHED: Final = N_("the mail server could not be reached")

Say = Callable[[str], str]


def why_not(reason: str, say: Say) -> str:
    """Why a message did not go out, or not yet, in the reader's words."""
    if reason in REASONS:
        return say(REASONS[reason])
    if reason.startswith(MOOT):
        return say(NOT_NEEDED)
    if reason.endswith(REFUSED):
        return say(BY_ITS_SERVER) % {"code": reason.removesuffix(REFUSED)}
    return say(NOT_REACHED)


def details_of(moment: Moment, say: Say) -> str:
    """What an event is about, its codes in the reader's words; empty where it says nothing of it."""
    about = moment.about or ""
    if moment.room == "archive":
        return ", ".join(say(FIELDS.get(name, name)) for name in about.split(",") if name)
    if moment.room == "ledger":
        clause, _, phase = about.rpartition(" ")
        return f"{clause} {say(TERMS.get(phase, phase))}".strip()
    if moment.room == "message":
        rule, channel, reason = [*about.split(",", 2), "", ""][:3]
        told = [say(TERMS.get(rule, rule)), say(TERMS.get(channel, channel)), why_not(reason, say) if reason else ""]
        return " · ".join(one for one in told if one)
    if moment.room == "contract":
        # Its number stands before its title, where it has one.
        number, _, title = about.partition(" ")
        return titled(about, say) if about in TITLES else f"{number} {titled(title, say)}".strip()
    return about


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


def framed(of: Of, thing: str, narrowed: Narrowed) -> dict[str, Any]:
    """What the page of a thing is shown, into which the timeline comes once it is there."""
    at = f"/{of}/{thing}/timeline"
    asked = narrowed.shown()
    return {
        "timeline_at": at,
        "timeline_from": f"{at}?{urlencode(asked)}" if asked else at,
        "timeline_shown": f"scoring.{of.removesuffix('s')}.read",
        "narrowed": narrowed,
        "kinds": KINDS,
        "words_of": words_of,
        "details_of": details_of,
    }


def told(of: Of, thing: str, narrowed: Narrowed, found: Part[Timeline]) -> dict[str, Any]:
    """What the templates of a timeline's moments are shown."""
    return {**framed(of, thing, narrowed), "timeline": found}
