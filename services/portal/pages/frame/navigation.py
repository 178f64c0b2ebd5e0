"""Where one can go from every page: the rooms, and who has a use for them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from services.portal.pages.frame.words import N_


@dataclass(frozen=True, slots=True)
class Place:
    """A room: its address, its name (a message of the catalogues), its picture, and what one needs to enter."""

    address: str
    name: str
    picture: str
    permission: str | None = None
    key: str = ""
    """Goes there from the keyboard, after `g`."""
    also: str = ""
    """Another address whose pages are reached from this room's, with a permission of their own."""

    def holds(self, address: str) -> bool:
        """Whether what stands at the address is this room, or a part of it."""
        return within(address, self.address)

    def leads_to(self, address: str) -> bool:
        """Whether one who is at the address came there through this room."""
        return self.holds(address) or bool(self.also and within(address, self.also))


def within(address: str, above: str) -> bool:
    """Whether an address is another or lies below it; below the home page lies nothing."""
    return address == above or (above != "/" and address.startswith(f"{above}/"))


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms that belong together. `code` is its name in addresses within a page, `name` its heading (a message)."""

    code: str
    name: str
    places: tuple[Place, ...]


GROUPS: Final = (
    Group(
        "work",
        N_("My work"),
        (
            Place("/", N_("Home"), "home", key="h"),
            Place("/inbox", N_("Inbox"), "inbox", "notify.inbox.read", key="i"),
        ),
    ),
    Group(
        "dealings",
        N_("Customers and orders"),
        (
            Place("/customers", N_("Customers"), "customers", "customer.archive.read", key="c"),
            Place("/requirements", N_("Customers' requirements"), "comment", "contract.questionnaire.read", key="q"),
            Place("/orders", N_("Orders"), "orders", "contract.order.read", key="e", also="/collectors"),
        ),
    ),
    Group(
        "contracts",
        N_("Contract work"),
        (
            Place("/contracts", N_("Contracts"), "contracts", "contract.contract.read", key="t"),
            Place("/masters", N_("Master contracts"), "masters", "contract.contract.read", key="w"),
            Place("/signings", N_("Signatures"), "sign", "contract.contract.read", key="s"),
            Place("/library", N_("Texts"), "library", "contract.template.read", key="l"),
        ),
    ),
    Group(
        "money",
        N_("Money and figures"),
        (
            Place("/payments", N_("Payment control"), "payments", "contract.payment.read", key="y"),
            Place("/arrears", N_("Collection"), "clock", "contract.arrears.read", key="r"),
            Place("/figures", N_("Statistics"), "figures", "contract.contract.read", key="f"),
        ),
    ),
    Group(
        "goods",
        N_("Goods and assets"),
        (
            Place("/products", N_("Products"), "products", "contract.product.read", key="p"),
            Place("/assets", N_("Assets"), "assets", "asset.card.read", key="a"),
        ),
    ),
    Group(
        "system",
        N_("System"),
        (
            Place("/imports", N_("Imports"), "import", "customer.import.read", key="m"),
            Place("/operations", N_("Operations"), "operations", "scoring.model.read", key="o", also="/messages"),
            Place("/administration", N_("Administration"), "administration", "portal.role.read", key="d"),
        ),
    ),
)
"""In the order of the side."""

PLACES: Final = tuple(place for group in GROUPS for place in group.places)


def room_of(address: str) -> Place | None:
    """The room that an address is in; None where it is in none."""
    return next((place for place in PLACES if place.holds(address)), None)


def permission_for(address: str) -> str | None:
    """What one needs to enter the room that an address is in; None where everybody may."""
    room = room_of(address)
    return room.permission if room else None


def groups_for(may: Callable[[str], bool]) -> list[Group]:
    """The rooms that may be entered with what one `may` do, by group; a group without any is not there."""
    found = [
        replace(group, places=tuple(one for one in group.places if one.permission is None or may(one.permission)))
        for group in GROUPS
    ]
    return [group for group in found if group.places]
