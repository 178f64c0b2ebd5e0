"""What an installation begins with, by the type of company: laid down at the services in the visitor's name.

Everything that a service has a place for: types of contracts with their approvals, payment control, beginnings, stamp
duty and what is kept back, how what is owed is aged and dunned, how credit is graded and what customers of a grade may
have, classes of assets with their attributes and lives, and which rules tell whom and when. What waits for its
capability stands in docs/company-types.md.
"""

from typing import Any, Final

from services.portal.company.events import Customers, Offer
from services.portal.pages.first_steps.bodies import (
    Ageing,
    AssetClass,
    ContractType,
    Defaults,
    Grading,
    Plan,
    Plans,
    Rule,
)
from services.portal.pages.frame.words import N_

Kind = tuple[Customers, Offer]


def _step(step: str, stage: int, review: str, unit: str = "own", from_amount: str = "") -> dict[str, Any]:
    row: dict[str, Any] = {"step": step, "stage": stage, "review": review, "unit": unit}
    return {**row, "from_amount": {"amount": from_amount, "currency": "CNY"}} if from_amount else row


LEGAL: Final = _step("legal", 1, "legal", "headquarters")
MANAGER: Final = _step("manager", 2, "business")
ABOVE: Final = _step("above", 3, "executive", "parent", "1000000.00")
SOON: Final = {"remind_hours": 8, "limit_hours": 24}
"""With many contracts alike nobody waits three days for a step: a working day is enough."""
MINUTES: Final[dict[str, Any]] = {"kind": "minutes", "related_party": True}
SOURCING: Final[dict[str, Any]] = {"kind": "sourcing", "from_amount": {"amount": "500000.00", "currency": "CNY"}}
"""With a related party the minutes of who decided; of a large purchase how the supplier was chosen."""

PURCHASE: Final = ContractType(
    "purchase", N_("Purchase"), "CG", "purchase", "strict", "0", (LEGAL, MANAGER, ABOVE),
    "sale", references=(SOURCING, MINUTES), retention="0.05",
)  # fmt: skip
PROJECT: Final = ContractType(
    "project-sale", N_("Project sale"), "XM", "sales", "strict", "0", (LEGAL, MANAGER, ABOVE),
    "hired_work", references=(MINUTES,), retention="0.10",
)  # fmt: skip
"""Made for each: a tenth may be kept back until it has proved itself."""
FRAMEWORK: Final = ContractType(
    "framework-sale", N_("Framework sale"), "KJ", "sales", "strict", "0.01", (LEGAL, MANAGER),
    "sale", amount_kind="unit_price", references=(MINUTES,), retention="0.05",
)  # fmt: skip
"""Prices are agreed, and each order says how much."""
STANDARD: Final = ContractType(
    "standard-sale", N_("Standard sale"), "XS", "sales", "report", "0.02", ({**LEGAL, **SOON},),
    "sale", ways=("template", "copy"), retention="0",
)  # fmt: skip
"""The same for everybody: it begins from what legal approved, and nothing is kept back."""
SERVICE: Final = ContractType(
    "service-sale", N_("Service sale"), "FW", "sales", "report", "0.01", ({**LEGAL, **SOON}, {**MANAGER, **SOON}),
    "hired_work", retention="0.05",
)  # fmt: skip

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

KNOWN: Final = Grading(
    N_("from the first payment on, for half a year"),
    {"record": "0.5", "standing": "0.3", "experience": "0.2"},
    1,
    "3",
    2,
)
"""A few customers who are known by name: how long counts, each payment says something, and a grade does not swing."""
COUNTED: Final = Grading(
    N_("from the third payment on, for a quarter"),
    {"record": "0.6", "standing": "0.35", "experience": "0.05"},
    3,
    "2",
    1,
)
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
