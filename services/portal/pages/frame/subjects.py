"""Where one reads more about what a message or a task is about."""

from typing import Final

ROOMS: Final = {
    "access_request": "/access/requests/",
    "approval": "/approvals/",
    "arrears": "/arrears/",
    "asset": "/assets/",
    "clause": "/library/clauses/",
    "contract": "/contracts/",
    "customer": "/customers/",
    "master": "/masters/",
    "obligation": "/obligations/",
    "order": "/orders/",
    "product": "/products/",
    "questionnaire": "/requirements/questionnaires/",
    "signing": "/signings/",
    "staff": "/administration/staff/",
    "standard": "/requirements/standards/",
    "template": "/library/templates/",
}


def leads(subject: str) -> str:
    """The page of a subject (`contract-<id>`); empty for one that has no page."""
    kind, _, found = subject.partition("-")
    return ROOMS[kind] + found if kind in ROOMS and found else ""
