"""What an installation begins with, by the type of company: laid down at the services in the visitor's name.

Only what the services know today: types of contracts with their approvals and payment control, how what is owed is
aged and dunned, how credit is graded and what customers of a grade may have, classes of assets with their attributes
and lives, and which rules tell whom and when.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.portal.company.events import Customers, Offer
from services.portal.pages.frame.words import N_

Kind = tuple[Customers, Offer]
Say = Callable[[str], str]


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

    def body(self, say: Say) -> dict[str, Any]:
        """As the contract service takes it."""
        return {
            "code": self.code,
            "name": say(self.name),
            "direction": self.direction,
            "number_prefix": self.prefix,
            "payment_control": self.control,
            "match_tolerance": self.tolerance,
            "route": list(self.route),
        }


@dataclass(frozen=True, slots=True)
class Ageing:
    """How what is owed is aged, dunned and valued; days past due, the shares expected to be lost of each age."""

    name: str
    buckets: tuple[int, ...]
    levels: tuple[int, ...]
    losses: tuple[str, ...]
    grace_days: int

    def body(self, on: date) -> dict[str, Any]:
        """As the contract service takes it, from a day on."""
        said = {"buckets": self.buckets, "levels": self.levels, "losses": self.losses}
        lists = {name: list(values) for name, values in said.items()}
        return {"from_on": on.isoformat(), "grace_days": self.grace_days, **lists}


@dataclass(frozen=True, slots=True)
class Grading:
    """How credit is graded: the indicators and bands that ship, and how much has to be known, how far points have to
    pass an edge, and for how many quarters a grade holds.
    """

    name: str
    least_settlements: int
    margin: str
    quarters: int

    def body(self, shipped: Mapping[str, Any], on: date) -> dict[str, Any]:
        """As the scoring service takes it, from a day on."""
        said = {"least_settlements": self.least_settlements, "margin": self.margin, "quarters": self.quarters}
        return {**shipped, **said, "from_on": on.isoformat()}


@dataclass(frozen=True, slots=True)
class Plan:
    """What customers of a grade may have: days a bill may be open, how much they order in a month, which share is let
    off the wholesale price; empty: not limited.
    """

    grade: str
    term_days: int
    purchase_limit: str = ""
    discount: str = ""

    def body(self) -> dict[str, Any]:
        """As the customer service takes it, from today on."""
        limit = {"purchase_limit": {"amount": self.purchase_limit, "currency": "CNY"}} if self.purchase_limit else {}
        off = {"discount": self.discount} if self.discount else {}
        return {"grade": self.grade, "term_days": self.term_days, **limit, **off}


@dataclass(frozen=True, slots=True)
class Plans:
    """What customers of every grade may have; the name is a message of the catalogues."""

    name: str
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class AssetClass:
    """A class of assets; name and attributes are messages of the catalogues. `months` is its life in both books."""

    code: str
    name: str
    months: int
    attributes: tuple[str, ...]

    def body(self, say: Say) -> dict[str, Any]:
        """As the asset service takes it."""
        book = {"periods": self.months, "residual_rate": "0.05"}
        return {
            "code": self.code,
            "name": say(self.name),
            "attributes": [say(one) for one in self.attributes],
            "books": [{"book": "accounting", "leading": True, **book}, {"book": "tax", **book}],
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """How a rule that ships is to be: whether it tells, and how many days before a date, where it minds one."""

    code: str
    tells: bool = True
    days_before: int | None = None

    @property
    def days(self) -> dict[str, int]:
        return {} if self.days_before is None else {"days": -self.days_before}


@dataclass(frozen=True, slots=True)
class Defaults:
    """All that a type of company begins with."""

    types: tuple[ContractType, ...]
    ageing: Ageing
    grading: Grading
    plans: Plans
    classes: tuple[AssetClass, ...]
    rules: tuple[Rule, ...]


PURCHASE: Final = ContractType("purchase", N_("Purchase"), "CG", "purchase", "strict", "0", (LEGAL, MANAGER, ABOVE))
PROJECT: Final = ContractType("project-sale", N_("Project sale"), "XM", "sales", "strict", "0", (LEGAL, MANAGER, ABOVE))
FRAMEWORK: Final = ContractType(
    "framework-sale", N_("Framework sale"), "KJ", "sales", "strict", "0.01", (LEGAL, MANAGER)
)
STANDARD: Final = ContractType("standard-sale", N_("Standard sale"), "XS", "sales", "report", "0.02", (LEGAL,))
SERVICE: Final = ContractType("service-sale", N_("Service sale"), "FW", "sales", "report", "0.01", (LEGAL, MANAGER))

PATIENT: Final = Ageing(
    N_("patient, after five days of grace"),
    (30, 60, 90, 180, 365, 730, 1095),
    (1, 31, 61, 91),
    ("0", "0.01", "0.05", "0.10", "0.20", "0.30", "0.50", "0.80", "1"),
    5,
)
"""A few customers who are known by name: somebody talks to them before anything is demanded."""
PROMPT: Final = Ageing(
    N_("prompt, from the first day on"),
    (15, 30, 60, 90, 180, 365),
    (1, 16, 31, 61),
    ("0", "0.02", "0.05", "0.15", "0.30", "0.50", "0.80", "1"),
    0,
)
"""Many customers, alike: what is old is seldom paid."""

KNOWN: Final = Grading(N_("from the first payment on, for half a year"), 1, "3", 2)
"""A few customers who are known by name: each payment says something, and a grade does not swing."""
COUNTED: Final = Grading(N_("from the third payment on, for a quarter"), 3, "2", 1)
"""Many customers, alike: one payment says little, and who pays worse is to be seen soon."""

TRUSTED: Final = Plans(
    N_("up to 90 days, the month without limit"),
    (
        Plan("AAA", 90),
        Plan("AA", 90),
        Plan("A", 90),
        Plan("BBB", 60),
        Plan("BB", 60),
        Plan("B", 45),
        Plan("CCC", 30),
        Plan("CC", 15),
        Plan("C", 0),
        Plan("unknown", 45),
    ),
)
"""A few customers, each order agreed by itself: only who lets bills lie is looked at before the next order."""
LISTED: Final = Plans(
    N_("up to 90 days, discounts by grade"),
    (
        Plan("AAA", 90, discount="0.20"),
        Plan("AA", 90, discount="0.18"),
        Plan("A", 60, discount="0.15"),
        Plan("BBB", 60, discount="0.12"),
        Plan("BB", 45, discount="0.10"),
        Plan("B", 30, discount="0.08"),
        Plan("CCC", 30, discount="0.05"),
        Plan("CC", 15, discount="0.03"),
        Plan("C", 0, discount="0"),
        Plan("unknown", 30, discount="0.08"),
    ),
)
"""A few customers who buy at a list price: what is let off follows the grade."""
BOUNDED: Final = Plans(
    N_("up to 60 days, a limit a month for lower grades"),
    (
        Plan("AAA", 60),
        Plan("AA", 45),
        Plan("A", 45),
        Plan("BBB", 30),
        Plan("BB", 30, "500000.00"),
        Plan("B", 15, "200000.00"),
        Plan("CCC", 7, "50000.00"),
        Plan("CC", 0, "20000.00"),
        Plan("C", 0, "10000.00"),
        Plan("unknown", 15, "50000.00"),
    ),
)
"""Many customers: nobody knows who a new one is, so little is at stake with each."""
PRICED: Final = Plans(
    N_("up to 60 days, discounts by grade, a limit a month for lower grades"),
    (
        Plan("AAA", 60, discount="0.15"),
        Plan("AA", 45, discount="0.12"),
        Plan("A", 45, discount="0.10"),
        Plan("BBB", 30, discount="0.08"),
        Plan("BB", 30, "200000.00", "0.06"),
        Plan("B", 15, "100000.00", "0.05"),
        Plan("CCC", 7, "20000.00", "0.03"),
        Plan("CC", 0, "10000.00", "0"),
        Plan("C", 0, "5000.00", "0"),
        Plan("unknown", 15, "20000.00", "0.03"),
    ),
)
"""Many customers who buy at a list price."""

MAKE: Final = (N_("Maker"), N_("Model"), N_("Serial number"))
GENERAL: Final = (
    AssetClass("01", N_("Buildings"), 240, (N_("Address"), N_("Floor area"), N_("Certificate of title"))),
    AssetClass("02", N_("Machinery"), 120, (*MAKE, N_("Rated power"))),
    AssetClass("03", N_("Vehicles"), 48, (*MAKE, N_("Licence plate"))),
    AssetClass("04", N_("Electronic equipment"), 36, MAKE),
    AssetClass("05", N_("Furniture and tools"), 60, (N_("Material"), N_("Size"))),
)
"""The least lives that tax law allows: Regulations for the Enterprise Income Tax Law, article 60."""
MADE_FOR_EACH: Final = (
    *GENERAL,
    AssetClass("06", N_("Moulds and fixtures"), 60, (N_("Made for"), N_("Drawing"), N_("Strokes expected"))),
)
"""Custom work needs tools of its own, each made for somebody."""

SIGNED: Final = "contract-signed"
THANKS: Final = "payment-thanks"
RECEIVED: Final = "payment-received"
DUE: Final = "obligation-due"
CHANGED: Final = "obligation-changed-due"
DUNNED: Final = "arrears-level"


def _ahead(days: int) -> tuple[Rule, ...]:
    """Told so many days before something is due, and again where the day was changed."""
    return Rule(DUE, days_before=days), Rule(CHANGED, days_before=days)


EACH: Final = (Rule(SIGNED), Rule(THANKS), Rule(RECEIVED), Rule(DUNNED))
"""Every step of a contract is worth a message."""
OWED_FOR: Final = (Rule(SIGNED), Rule(THANKS, tells=False), Rule(RECEIVED), Rule(DUNNED))
SEVERE: Final = tuple(Rule(code, tells=False) for code in (SIGNED, THANKS, RECEIVED, DUNNED))
"""With thousands of contracts alike only what goes wrong is told: what is due, overdue, or dunned severely."""

TABLE: Final[dict[Kind, Defaults]] = {
    (Customers.FEW, Offer.CUSTOM): Defaults(
        (PROJECT, PURCHASE), PATIENT, KNOWN, TRUSTED, MADE_FOR_EACH, (*EACH, *_ahead(14))
    ),
    (Customers.FEW, Offer.STANDARD): Defaults(
        (FRAMEWORK, PURCHASE), PATIENT, KNOWN, LISTED, GENERAL, (*EACH, *_ahead(7))
    ),
    (Customers.MANY, Offer.CUSTOM): Defaults(
        (SERVICE, PURCHASE), PROMPT, COUNTED, BOUNDED, MADE_FOR_EACH, (*OWED_FOR, *_ahead(7))
    ),
    (Customers.MANY, Offer.STANDARD): Defaults(
        (STANDARD, PURCHASE), PROMPT, COUNTED, PRICED, GENERAL, (*SEVERE, *_ahead(3))
    ),
}
"""Work made for each is reviewed and paid strictly by clause; standard work for many is reported, and each payment is
not worth a message.
"""
