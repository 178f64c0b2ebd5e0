"""What an installation begins with, by the type of company: laid down at the services in the visitor's name.

Only what the services know today: types of contracts with their approvals and payment control, and which rules tell.
"""

from dataclasses import dataclass
from typing import Any, Final

from services.portal.company.events import Customers, Offer
from services.portal.pages.frame.words import N_

Kind = tuple[Customers, Offer]


def _step(step: str, stage: int, review: str, unit: str = "own", from_amount: str = "") -> dict[str, Any]:
    row: dict[str, Any] = {"step": step, "stage": stage, "review": review, "unit": unit}
    return {**row, "from_amount": {"amount": from_amount, "currency": "CNY"}} if from_amount else row


LEGAL: Final = _step("legal", 1, "legal", "headquarters")
MANAGER: Final = _step("manager", 2, "business")
ABOVE: Final = _step("above", 3, "executive", "parent", "1000000.00")


@dataclass(frozen=True, slots=True)
class ContractType:
    """A type of contracts to begin with; its name is a message of the catalogues."""

    code: str
    name: str
    prefix: str
    direction: str
    control: str
    tolerance: str
    route: tuple[dict[str, Any], ...]

    def body(self, name: str) -> dict[str, Any]:
        """As the contract service takes it."""
        return {
            "code": self.code,
            "name": name,
            "direction": self.direction,
            "number_prefix": self.prefix,
            "payment_control": self.control,
            "match_tolerance": self.tolerance,
            "route": list(self.route),
        }


@dataclass(frozen=True, slots=True)
class Defaults:
    """Types of contracts, and rules that shipped but tell nobody here."""

    types: tuple[ContractType, ...]
    silent: tuple[str, ...] = ()


PURCHASE: Final = ContractType("purchase", N_("Purchase"), "CG", "purchase", "strict", "0", (LEGAL, MANAGER, ABOVE))
PROJECT: Final = ContractType("project-sale", N_("Project sale"), "XM", "sales", "strict", "0", (LEGAL, MANAGER, ABOVE))
FRAMEWORK: Final = ContractType(
    "framework-sale", N_("Framework sale"), "KJ", "sales", "strict", "0.01", (LEGAL, MANAGER)
)
STANDARD: Final = ContractType("standard-sale", N_("Standard sale"), "XS", "sales", "report", "0.02", (LEGAL,))
SERVICE: Final = ContractType("service-sale", N_("Service sale"), "FW", "sales", "report", "0.01", (LEGAL, MANAGER))

TABLE: Final[dict[Kind, Defaults]] = {
    (Customers.FEW, Offer.CUSTOM): Defaults((PROJECT, PURCHASE)),
    (Customers.FEW, Offer.STANDARD): Defaults((FRAMEWORK, PURCHASE)),
    (Customers.MANY, Offer.CUSTOM): Defaults((SERVICE, PURCHASE), silent=("payment-thanks",)),
    (Customers.MANY, Offer.STANDARD): Defaults((STANDARD, PURCHASE), silent=("payment-thanks", "payment-received")),
}
"""Work made for each is reviewed and paid strictly by clause; standard work for many is reported, and each payment is
not worth a message.
"""
