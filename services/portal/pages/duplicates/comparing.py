"""Two archives of what may be one customer: what speaks for it, what differs, and what the one that stays shall say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from services.portal.pages.customers.seen import Customer
from services.portal.pages.frame.words import N_

HERE, THERE, BOTH = "here", "there", "both"
CLOSED: Final = ("deregistered", "merged", "erased")
FIELDS: Final[Mapping[str, str]] = {
    "kind": N_("Kind"),
    "name": N_("Name"),
    "identifiers": N_("Numbers it goes by"),
    "roles": N_("Roles"),
    "stage": N_("Stage"),
    "region": N_("Region"),
    "industry": N_("Industry"),
    "owner_id": N_("Owner"),
    "unit_id": N_("Unit"),
    "registered_on": N_("Registered on"),
    "source_id": N_("Number"),
}
"""What two archives are held against each other in, in this order."""
TAKEN: Final = ("name", "identifiers", "roles", "region", "industry")
"""What the one that stays may take from the other."""
FORMS: Final = (
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "集团公司",
    "公司",
    "co., ltd.",
    "co.,ltd.",
    "ltd.",
    "ltd",
    "limited",
    "gmbh",
    "ag",
    "inc.",
    "inc",
    "llc",
)
"""Legal forms at the end of a name, the longer before those they end in: of two archives of one customer one may lack
it.
"""
MOST_NUMBERS: Final = 5
BEGINS: Final = 4
"""So many signs of a Chinese name say the place and the name of trade."""
JOINED: Final = frozenset({"identifiers", "roles"})
"""What both may say of together."""


@dataclass(frozen=True, slots=True)
class Row:
    """A field of both; `chosen` is what is proposed where they differ and one of them is to be taken."""

    name: str
    label: str
    here: Any
    there: Any
    chosen: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.here != self.there)

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen of it."""
        if not self.chosen:
            return ()
        return (HERE, THERE, BOTH) if self.name in JOINED else (HERE, THERE)


def rows_of(here: Customer, there: Customer, *, takes: bool) -> list[Row]:
    """Every field that one of the two says something of; `takes`: who looks may change archives."""
    takes = takes and here.kind == there.kind
    rows = []
    for name, label in FIELDS.items():
        one, other = _said(here, name), _said(there, name)
        if one or other:
            chosen = _proposed(name, one) if takes and name in TAKEN and one != other else ""
            rows.append(Row(name, label, one, other, chosen))
    return rows


def changes_to(survivor: Customer, here: Customer, there: Customer, fields: Mapping[str, str]) -> dict[str, Any]:
    """What the command that edits the one that stays says, by what was chosen of each field; nothing where it says so
    already.
    """
    changed = {}
    for name in TAKEN:
        one, other = _said(here, name), _said(there, name)
        match fields.get(f"take-{name}"):
            case "here":
                wanted = one
            case "there":
                wanted = other
            case "both" if name in JOINED:
                wanted = sorted({*one, *other})
            case _:
                continue
        if wanted != _said(survivor, name):
            changed[_called(survivor, name)] = _as_body(name, wanted)
    return changed


def found_by(customer: Customer) -> list[str]:
    """What to search for so that a duplicate is found: its name without the legal form, how that begins, and its
    numbers.
    """
    name = (customer.name or "").strip()
    form = next((one for one in FORMS if name.casefold().endswith(one) and len(name) > len(one)), "")
    core = name[: len(name) - len(form)].strip()
    begins = core[:BEGINS] if len(core) > BEGINS and not core.isascii() else ""
    numbers = [one.value for one in customer.identifiers[:MOST_NUMBERS]]
    return [one for one in (core, begins, *numbers) if one]


def speaking_for(one: Customer, other: Customer) -> list[tuple[Literal["number", "name"], str]]:
    """What the two have in common that few others have: numbers by their kind, and the name."""
    common = sorted({*_said(one, "identifiers")} & {*_said(other, "identifiers")})
    found: list[tuple[Literal["number", "name"], str]] = [("number", kind) for kind, _ in common]
    if _plain(one.name) and _plain(one.name) == _plain(other.name):
        found.append(("name", ""))
    return found


def _proposed(name: str, one: Any) -> str:
    return BOTH if name in JOINED else HERE if one else THERE


def _said(customer: Customer, name: str) -> Any:
    if name == "identifiers":
        return sorted((one.kind, one.value) for one in customer.identifiers)
    if name == "roles":
        return sorted(customer.roles)
    return getattr(customer, name) or ""


def _called(customer: Customer, name: str) -> str:
    return "person_name" if name == "name" and customer.kind == "person" else name


def _as_body(name: str, wanted: Any) -> Any:
    if name == "identifiers":
        return [{"kind": kind, "value": value} for kind, value in wanted]
    return wanted or None


def _plain(name: str | None) -> str:
    return "".join((name or "").casefold().split())
