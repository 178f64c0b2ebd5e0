"""The lists that can be taken away: their headings, and their rows page by page from the service that has them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

from services.portal.pages.contracts.seen import Rows
from services.portal.pages.customers.seen import Lines
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.titles import titled
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.web.paging import MOST

Row = list[object]


class BrokenOffError(Exception):
    """The service that has the list gave no more of it."""


class Counted(Seen):
    """How many rows there are that the visitor sees."""

    number: int


@dataclass(frozen=True, slots=True)
class Exported:
    """A list by its name in addresses: what it is called, who may take it, its headings, and its pages of rows."""

    name: str
    permission: str
    service: str
    headings: tuple[str, ...]
    pages: Callable[[Visit], AsyncIterator[list[Row]]]
    back: str

    async def expected(self, visit: Visit) -> int | None:
        """How many rows there will be, as far as the service says so."""
        found = await visit.asking.ask(self.service, "/v1/figures", Counted)
        return found.value.number if found.value else None


async def _customers(visit: Visit) -> AsyncIterator[list[Row]]:
    cursor, more = "", True
    while more:
        part = await visit.asking.ask("customer", "/v1/customers", Lines, {"limit": MOST, "cursor": cursor})
        if part.value is None:
            raise BrokenOffError
        names = await names_of(visit, [one.owner_id or "" for one in part.value.customers])
        rows: list[Row] = []
        for one in part.value.customers:
            roles = " · ".join(_term(visit, role) for role in one.roles)
            said = _term(visit, one.kind), roles, _term(visit, one.state)
            owner = names.get(one.owner_id or "", "")
            rows.append([one.source_id, one.name, *said, one.region, owner, one.customer_id])
        yield rows
        cursor, more = part.cursor, bool(part.cursor)


async def _contracts(visit: Visit) -> AsyncIterator[list[Row]]:
    cursor, more = "", True
    while more:
        part = await visit.asking.ask("contract", "/v1/contracts", Rows, {"limit": MOST, "cursor": cursor})
        if part.value is None:
            raise BrokenOffError
        names = await names_of(visit, [one.owner_id for one in part.value.items])
        rows: list[Row] = []
        for one in part.value.items:
            amount = one.worth.amount if one.worth else None
            said = _term(visit, one.direction), _term(visit, one.state), amount, one.amount.currency
            dates = one.term_from, one.term_to, one.signed_on
            title = titled(one.title, visit.say)
            rows.append([one.number, title, *said, *dates, names.get(one.owner_id, ""), one.contract_id])
        yield rows
        cursor, more = part.cursor, bool(part.cursor)


def _term(visit: Visit, code: str) -> str:
    return visit.say(TERMS.get(code, code))


LISTS: Final[dict[str, Exported]] = {
    "customers": Exported(
        N_("Customers"),
        "customer.archive.read",
        "customer",
        (
            N_("Number"), N_("Name"), N_("Kind"), N_("Roles"), N_("State"), N_("Region"), N_("Owner"), N_("Id"),
        ),
        _customers,
        "/customers",
    ),
    "contracts": Exported(
        N_("Contracts"),
        "contract.contract.read",
        "contract",
        (
            N_("Number"), N_("Title"), N_("Direction"), N_("State"), N_("Amount"), N_("Currency"), N_("From"),
            N_("Until"), N_("Signed"), N_("Owner"), N_("Id"),
        ),
        _contracts,
        "/contracts",
    ),
}  # fmt: skip
