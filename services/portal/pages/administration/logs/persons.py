"""Those whose data was looked at, by name and with their record, where the reader may see them."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.visit import Visit

READS: Final = "customer.person.read"
KINDS: Final = ("contact", "customer")
SHOWN: Final = 3
"""How many of a line stand on the page before somebody opens the rest of it."""
MOST: Final = 200
"""How many customer names at once."""


class Person(Seen):
    """Somebody that the customer service knows; erased, nothing is left but that."""

    id: str
    kind: str
    customer_id: str
    name: str | None
    erased: bool

    @property
    def stream(self) -> str:
        return f"{'contact' if self.kind == 'contact' else 'customer'}-{self.id}"

    @property
    def address(self) -> str:
        """A contact stands on the page of its customer."""
        return f"/customers/{self.customer_id}"


class People(Seen):
    people: list[Person]


async def persons_in(visit: Visit, lines: Iterable[Sequence[str]]) -> dict[str, Person]:
    """By stream, of the customers and contacts among the streams of the lines; asked for in one go, itself a look.

    Whoever the reader may not see is not there, nor is anybody while the customer service is away.
    """
    wanted = wanted_of(list(lines))
    if not wanted or not visit.may(READS):
        return {}
    found = await visit.asking.ask("customer", "/v1/people", People, {"ids": ",".join(wanted)})
    return {one.stream: one for one in found.value.people} if found.value else {}


def wanted_of(lines: Sequence[Sequence[str]]) -> list[str]:
    """The ids of customers and contacts, as many as are told at once: first those that stand on the page."""
    ordered = chain(
        chain.from_iterable(one[:SHOWN] for one in lines), chain.from_iterable(one[SHOWN:] for one in lines)
    )
    parted = (stream.partition("-") for stream in ordered)
    return list(dict.fromkeys(found for kind, _, found in parted if kind in KINDS and found))[:MOST]
