"""Where one can go from every page: the rooms, and who has a use for them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.portal.pages.frame.words import N_

if TYPE_CHECKING:
    from services.portal.pages.frame.visit import Visit


@dataclass(frozen=True, slots=True)
class Place:
    """A room: its address, its name (a message of the catalogues), its picture, and what one needs to enter."""

    address: str
    name: str
    picture: str
    permission: str | None = None
    key: str = ""
    """Goes there from the keyboard, after `g`."""


PLACES: Final = (
    Place("/", N_("Home"), "home", key="h"),
    Place("/customers", N_("Customers"), "customers", "customer.archive.read", key="c"),
    Place("/contracts", N_("Contracts"), "contracts", "contract.contract.read", key="t"),
    Place("/signings", N_("Signatures"), "sign", "contract.contract.read", key="s"),
    Place("/orders", N_("Orders"), "orders", "contract.order.read", key="e"),
    Place("/requirements", N_("Customers' requirements"), "comment", "contract.questionnaire.read", key="q"),
    Place("/payments", N_("Payment control"), "payments", "contract.payment.read", key="y"),
    Place("/library", N_("Texts"), "library", "contract.template.read", key="l"),
    Place("/arrears", N_("Collection"), "clock", "contract.arrears.read", key="r"),
    Place("/masters", N_("Master contracts"), "masters", "contract.contract.read", key="w"),
    Place("/figures", N_("Statistics"), "figures", "contract.contract.read", key="f"),
    Place("/products", N_("Products"), "products", "contract.product.read", key="p"),
    Place("/assets", N_("Assets"), "assets", "asset.card.read", key="a"),
    Place("/inbox", N_("Inbox"), "inbox", "notify.inbox.read", key="i"),
    Place("/imports", N_("Imports"), "import", "customer.import.read", key="m"),
    Place("/operations", N_("Operations"), "operations", "scoring.model.read", key="o"),
    Place("/administration", N_("Administration"), "administration", "portal.role.read", key="d"),
)


def permission_for(address: str) -> str | None:
    """What one needs to enter the room that an address is in; None where everybody may."""
    found = [
        place for place in PLACES if address == place.address or address.startswith(place.address.rstrip("/") + "/")
    ]
    return max(found, key=lambda place: len(place.address)).permission if found else None


def places_for(visit: "Visit") -> list[Place]:
    """The rooms the visitor may enter."""
    return [place for place in PLACES if place.permission is None or visit.may(place.permission)]
