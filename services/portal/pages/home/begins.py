"""What work begins with, by what somebody may do: the ways that the home page offers at its top."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from services.portal.pages.frame.words import N_


@dataclass(frozen=True, slots=True)
class Begin:
    """Where it leads, what it is called (a message of the catalogues), and whose work it is."""

    address: str
    name: str
    permission: str


MOST: Final = 3
BEGINS: Final = (
    Begin("/contracts/new", N_("Draft a contract"), "contract.contract.draft"),
    Begin("/payments/due", N_("Pay what is due"), "contract.payment.make"),
    Begin("/payments/statements", N_("Take a statement"), "contract.statement.take"),
    Begin("/customers", N_("Find a customer"), "customer.archive.change"),
    Begin("/assets", N_("Find an asset"), "asset.card.move"),
    Begin("/administration/logs", N_("Read the logs"), "platform.log.audit"),
)


def begins_for(may: Callable[[str], bool]) -> list[Begin]:
    """The first few of what somebody may do."""
    return [one for one in BEGINS if may(one.permission)][:MOST]
