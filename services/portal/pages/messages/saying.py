"""The ledger in the words of its readers: what became of a message, why not, and which event it follows from."""

import re
from dataclasses import dataclass
from typing import Final

from services.portal.pages.frame.streams import READ_WITH
from services.portal.pages.frame.words import N_

STAGES: Final[dict[str, tuple[str, str]]] = {
    "intended": (N_("waits to be sent"), ""),
    "trying": (N_("is being sent"), "news"),
    "sent": (N_("sent"), "good"),
    "delivered": (N_("lies in the inbox"), "good"),
    "moot": (N_("lay in the inbox; over by now"), ""),
    "failed": (N_("could not be sent"), "bad"),
    "suppressed": (N_("not sent"), "warn"),
    "unknown": (N_("nobody knows whether it was sent"), "bad"),
}
"""What became of a message, and how loud that is."""
REASONS: Final[dict[str, str]] = {
    "no-recipient": N_("nobody is there to be told"),
    "no-address": N_("they have no address"),
    "date-passed": N_("its day had passed already"),
    "outcome-unknown": N_("its sender ended while it was being sent"),
    "decided-sent": N_("somebody found that it was sent"),
    "decided-repeat": N_("somebody let it be sent again"),
    "decided-given_up": N_("somebody gave it up"),
    "the address is not one": N_("their address is none"),
}
ENDED: Final = "ended-by "
REFUSED: Final = re.compile(r"([0-9]{3}) refused\Z")
ANSWERED: Final = N_("the mail server refused it (%(code)s)")
MOOT: Final = N_("what happened meanwhile made it moot")
NO_ANSWER: Final = N_("the mail server could not be reached")
FAULT: Final = re.compile(r"[A-Za-z]+(Error|Exception|Disconnected|Refused)\Z")
EVENT: Final = re.compile(r"((?P<kind>[a-z][a-z_]*)-[A-Za-z0-9._:-]+)@(?P<version>[0-9]+)\Z")


@dataclass(frozen=True, slots=True)
class Cause:
    """An event by its service, stream and number."""

    service: str
    stream: str
    version: int


def cause_of(event: str, about: str) -> Cause | None:
    """The event `contract-<id>@7`; a kind that several services have is of the one whose thing the message tells of.
    None for what is no event of a known kind.
    """
    found = EVENT.match(event)
    if found is None:
        return None
    having = [service for service, kinds in READ_WITH.items() if found["kind"] in kinds]
    near = [service for service in having if about.partition("-")[0] in READ_WITH[service]]
    service = next(iter(near or having), "")
    return Cause(service, found[1], int(found["version"])) if service else None


def why_not(reason: str | None) -> tuple[str, dict[str, str]]:
    """Why it was not sent, or what was said of it: a message of the catalogues with its figures; the channel's own
    words where they are none of ours.
    """
    if not reason:
        return "", {}
    if reason.startswith(ENDED):
        return MOOT, {}
    if found := REFUSED.match(reason):
        return ANSWERED, {"code": found[1]}
    return REASONS.get(reason, NO_ANSWER if FAULT.match(reason) else reason), {}
