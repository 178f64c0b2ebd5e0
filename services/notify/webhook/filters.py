"""Which events an endpoint wants: patterns over the published language."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Final

from pydantic import Field

SOURCES: Final = ("customer", "contract", "asset", "scoring")
"""The services whose events go to partners. The portal's tell of staff and rights, notify's of its own sending."""

PATTERN: Final = rf"^({'|'.join(SOURCES)})/(\*|[a-z_]+\.(\*|[a-z_]+\.v[0-9]+))$"
Pattern = Annotated[str, Field(pattern=PATTERN, max_length=90, examples=["contract/contract.signed.v1"])]
"""`contract/*`, `contract/payment.*` or `contract/payment.made.v1`."""


def _published(service: str) -> tuple[str, ...]:
    found = (one.name for one in files("shared").joinpath("schemas", service).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in found if name.endswith(".json")))


PUBLISHED: Final[Mapping[str, tuple[str, ...]]] = {service: _published(service) for service in SOURCES}
"""The wire names of every event that may go out, by service."""


def patterns_of(service: str, event: str) -> tuple[str, str, str]:
    """The patterns that an event satisfies."""
    return f"{service}/*", f"{service}/{event.partition('.')[0]}.*", f"{service}/{event}"


KNOWN: Final = frozenset(
    pattern for service, events in PUBLISHED.items() for event in events for pattern in patterns_of(service, event)
)
"""Every pattern that some published event satisfies."""
