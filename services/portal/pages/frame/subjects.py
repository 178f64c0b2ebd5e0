"""Where one reads more about what a message or a task is about."""

from typing import Final

ROOMS: Final = {
    "access_request": "/access/requests/",
    "approval": "/approvals/",
    "asset": "/assets/",
    "contract": "/contracts/",
    "customer": "/customers/",
    "staff": "/administration/staff/",
}


def leads(subject: str) -> str:
    """The page of a subject (`contract-<id>`); empty for one that has no page."""
    kind, _, found = subject.partition("-")
    return ROOMS[kind] + found if kind in ROOMS and found else ""
