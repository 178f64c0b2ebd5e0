"""What a type of company begins with, thing by thing, each as the service takes it that keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

RETENTION_CAP: Final = "retention_cap"

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ContractType:
    """A type of contracts to begin with; its name is a message of the catalogues.

    `stamp` is its item of the law on stamp duty, `ways` how its drafts may begin, `references` what a submission has to
    name, `retention` the share that may be kept back at most (empty: as the law or the contract says).
    """

    code: str
    name: str
    prefix: str
    direction: str
    control: str
    tolerance: str
    route: tuple[dict[str, Any], ...]
    stamp: str
    amount_kind: str = "fixed"
    ways: tuple[str, ...] = ("template", "paper", "copy", "own")
    references: tuple[dict[str, Any], ...] = ()
    retention: str = ""

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
            "stamp_item": self.stamp,
            "amount_kind": self.amount_kind,
            "ways": list(self.ways),
            "required_references": list(self.references),
        }

    def cap(self, on: date) -> dict[str, Any]:
        """What may be kept back at most, as the contract service takes it, from a day on."""
        said = {"setting": RETENTION_CAP, "type_code": self.code}
        return {**said, "value": self.retention, "effective_on": on.isoformat()}


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
    """How credit is graded: the indicators and bands that ship, how much each indicator of the first level weighs, how
    much has to be known, how far points have to pass an edge, and for how many quarters a grade holds.
    """

    name: str
    weights: Mapping[str, str]
    least_settlements: int
    margin: str
    quarters: int

    def body(self, shipped: Mapping[str, Any], on: date) -> dict[str, Any]:
        """As the scoring service takes it, from a day on."""
        said = {"least_settlements": self.least_settlements, "margin": self.margin, "quarters": self.quarters}
        weighed = [{**one, "weight": self.weights.get(one["code"], one["weight"])} for one in shipped["indicators"]]
        return {**shipped, **said, "indicators": weighed, "from_on": on.isoformat()}


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
