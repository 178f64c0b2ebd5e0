"""What clients ask for: each command drawn from the client's own chance and what it made so far."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from services.story.purchase import money


@dataclass(frozen=True, slots=True)
class Asked:
    """One command; `made` notes its answer for later commands."""

    caller: str
    service: str
    method: str
    path: str
    body: dict[str, Any]
    made: Callable[[dict[str, Any]], object] = lambda _: None
    if_match: int = 0


@dataclass
class Known:
    """What one client has made: later commands go on with it."""

    seed: str
    contract_id: str
    unit_id: str
    customers: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    invoices: list[tuple[str, int]] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.draw = random.Random(f"commands {self.seed}")

    def next(self) -> Asked:
        """The next command; one that needs something not made yet gives way to another."""
        self.count += 1
        while True:
            (choose,) = self.draw.choices(list(CHANCES), weights=list(CHANCES.values()))
            asked = choose(self)
            if asked is not None:
                return asked

    def name(self, what: str) -> str:
        """Nobody else's, in any run of any seed."""
        return f"{what}{self.seed}-{self.count}"


def organisation(known: Known) -> Asked:
    body = {
        "kind": "organisation",
        "name": f"南京{known.name('恒通')}公司",
        "source": "soak",
        "source_id": known.name("o"),
    }
    return Asked("salesperson", "customer", "POST", "/v1/customers", body, known.customers.append)


def person(known: Known) -> Asked:
    body = {"kind": "person", "person_name": f"王{known.name('敏')}", "source": "soak", "source_id": known.name("p")}
    return Asked("salesperson", "customer", "POST", "/v1/customers", body)


def change(known: Known) -> Asked | None:
    if not known.customers:
        return None
    customer = known.draw.choice(known.customers)
    path, body = f"/v1/customers/{customer['customer_id']}", {"industry": known.name("行业"), "reason": "更正"}
    return Asked("salesperson", "customer", "PATCH", path, body, customer.update, customer["version"])


def contact(known: Known) -> Asked | None:
    if not known.customers:
        return None
    customer = known.draw.choice(known.customers)
    body = {"role": "finance", "name": f"李{known.name('雷')}", "email": f"{known.name('li')}@example.org"}
    path = f"/v1/customers/{customer['customer_id']}/contacts"
    return Asked("salesperson", "customer", "POST", path, body, known.contacts.append)


def order(known: Known) -> Asked:
    price = known.draw.randint(1, 90)
    body = {"lines": [{"description": "技术服务", "quantity": "2", "unit_price": f"{price}.00"}]}
    return Asked("salesperson", "contract", "POST", f"/v1/contracts/{known.contract_id}/orders", body)


def invoice(known: Known) -> Asked:
    amount = known.draw.randint(1, 90)
    body = {
        "number": known.name("F"),
        "clause": "3",
        "phase": "service",
        "net": money(f"{amount}.00"),
        "tax": money("0.00"),
        "gross": money(f"{amount}.00"),
    }
    path = f"/v1/contracts/{known.contract_id}/invoices"
    return Asked(
        "salesperson", "contract", "POST", path, body, lambda made: known.invoices.append((made["invoice_id"], amount))
    )


def receipt(known: Known) -> Asked:
    body = {"amount": money(f"{known.draw.randint(1, 90)}.00"), "reference": known.name("R")}
    return Asked("cashier", "contract", "POST", f"/v1/contracts/{known.contract_id}/receipts", body)


def project(known: Known) -> Asked:
    body = {"name": known.name("机房"), "unit_id": known.unit_id}
    return Asked(
        "asset keeper", "asset", "POST", "/v1/projects", body, lambda made: known.projects.append(made["project_id"])
    )


def cost(known: Known) -> Asked | None:
    if not known.projects:
        return None
    body = {"description": known.name("安装"), "amount": money(f"{known.draw.randint(1, 900)}.50")}
    return Asked("asset keeper", "asset", "POST", f"/v1/projects/{known.draw.choice(known.projects)}/costs", body)


def unit(known: Known) -> Asked:
    body = {"parent_id": known.unit_id, "name": known.name("科"), "kind": "section", "effective_on": "2026-01-05"}
    return Asked("administrator", "portal", "POST", "/v1/units", body)


CHANCES: dict[Callable[[Known], Asked | None], int] = {
    organisation: 4,
    person: 4,
    change: 4,
    contact: 5,
    order: 5,
    invoice: 4,
    receipt: 4,
    project: 2,
    cost: 4,
    unit: 1,
}
"""How often each is asked for, in proportion."""
