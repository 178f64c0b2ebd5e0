"""What may be done about a legal entity: each deed of its page with the command it becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """`path` is behind the entity's address, `fields` are sent as they were given; an empty one of `free` is none.
    `for_good` asks twice.
    """

    path: Callable[[Given], str]
    fields: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    for_good: bool = False

    def command(self, given: Given) -> tuple[str, dict[str, Any]]:
        """Path and body of the command."""
        body = {name: (given[name] or None) if name in self.free else given[name] for name in self.fields}
        return self.path(given), {**body, "effective_on": given["effective_on"]}


def _at(kind: str, name: str, deed: str) -> Callable[[Given], str]:
    return lambda given: f"{kind}/{quote(given[name], safe='')}/{deed}"


DEEDS: Final[dict[str, Deed]] = {
    "book": Deed(lambda _: "books", ("code", "name", "currency", "fiscal_year_start")),
    "close-book": Deed(_at("books", "code", "closing")),
    "seal": Deed(lambda _: "seals", ("kind", "keeper_id")),
    "hand-over": Deed(_at("seals", "seal_id", "handing-over"), ("keeper_id",)),
    "destroy": Deed(_at("seals", "seal_id", "destruction")),
    "account": Deed(lambda _: "bank-accounts", ("bank", "bank_code", "number", "currency"), ("bank_code",)),
    "close-account": Deed(_at("bank-accounts", "account_id", "closing")),
    "deregister": Deed(lambda _: "deregistration", for_good=True),
}
"""By the last part of the address."""
