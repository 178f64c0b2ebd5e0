"""What somebody asked for, from the method and address that a log keeps, in the words of its readers."""

import re
from dataclasses import dataclass
from typing import Final

from services.portal.pages.frame.facts import STREAMS
from services.portal.pages.frame.navigation import room_of
from services.portal.pages.frame.words import N_

PURPOSE: Final = re.compile(r"(?P<method>[A-Z]{3,7})(?: [A-Z]{3,7})* (?P<path>/\S*)\Z")
PARAMETER: Final = re.compile(r"\{[^}]*\}")
INTERFACE: Final = "/v1/"
READS: Final = frozenset({"GET", "HEAD"})

ASKED: Final[dict[str, str]] = {
    "access-requests": N_("Requests for access"),
    "access-requests/{}": N_("A request for access"),
    "account-mappings": N_("Accounts of bookings"),
    "accounts": N_("Accounts"),
    "ageing-schemes": N_("Ageing"),
    "ageing.xlsx": N_("Ageing"),
    "agreement": N_("Whether postings agree with the contracts"),
    "amendments": N_("Amendments"),
    "api-tokens": N_("API tokens"),
    "approval-durations": N_("How long approvals take"),
    "approvals": N_("Approvals"),
    "approvals/{}": N_("An approval"),
    "arrears": N_("Arrears by contract"),
    "assets": N_("The list of assets"),
    "assets/{}": N_("The card of an asset"),
    "audit": N_("Findings of the audit"),
    "bank-accounts": N_("Bank accounts"),
    "bank-lines": N_("Lines of the bank"),
    "bill-exposures": N_("Bills at risk"),
    "collected-records": N_("Collected records"),
    "collector-batches": N_("Collected records"),
    "collectors": N_("Collectors"),
    "company-type": N_("Company type"),
    "contacts": N_("Contacts"),
    "contacts/{}": N_("A contact"),
    "contract-figures": N_("Statistics"),
    "contract-figures.xlsx": N_("Statistics"),
    "contract-search": N_("Search in the words"),
    "contracts": N_("The list of contracts"),
    "contracts/{}": N_("A contract"),
    "contracts/{}/arrears": N_("The collection file of a contract"),
    "contracts/{}/text": N_("The text of a contract"),
    "credits": N_("Creditworthiness"),
    "customers": N_("The list of customers"),
    "customers/{}": N_("The archive of a customer"),
    "customers/{}/contacts": N_("The contacts of a customer"),
    "customers/{}/erasure": N_("The erasure of a person"),
    "customers/{}/history": N_("The history of an archive"),
    "customers/{}/personal-data": N_("All data of a person, as a file"),
    "deliveries": N_("Deliveries"),
    "depreciation-forecast": N_("Depreciation"),
    "depreciation-preview": N_("Depreciation"),
    "depreciation-runs": N_("Depreciation"),
    "due-obligations": N_("Payments that are due"),
    "early-work": N_("Work begun before the signature"),
    "figures": N_("Figures"),
    "files/{}": N_("A file of a contract"),
    "held-batches": N_("Goods that are held"),
    "held-orders": N_("Held orders"),
    "imports": N_("Imports"),
    "imports/{}/refusals": N_("Refused rows of an import"),
    "inbox": N_("Inbox"),
    "invitation": N_("The page of an outside signatory"),
    "jobs": N_("Jobs that wait"),
    "journal": N_("The journal"),
    "legal-entities": N_("Legal entities"),
    "legal-entities/{}/bank-accounts/{}/number": N_("The whole number of a bank account"),
    "looks": N_("Access to personal data"),
    "messages": N_("Messages"),
    "models": N_("Read models"),
    "ocds-releases": N_("Open contracting data"),
    "offices": N_("Offices of administration"),
    "operations": N_("What was done"),
    "parked": N_("Parked messages"),
    "people": N_("Names and addresses, for a page or a message"),
    "period-closings": N_("Posting periods"),
    "permissions": N_("Permissions"),
    "platform": N_("How the services do"),
    "projects/{}": N_("A project with its costs"),
    "rebuilds": N_("Rebuilds"),
    "receipts": N_("Receipts"),
    "roles": N_("Roles"),
    "second-factors": N_("Second factor"),
    "setup": N_("The first start"),
    "sign-outs": N_("Signing out"),
    "signings/{}": N_("A signing"),
    "staff": N_("The list of staff"),
    "staff-imports": N_("Imports of staff"),
    "staff-imports/{}/changes": N_("What an import of staff changes"),
    "staff-imports/{}/file": N_("The file of an import of staff"),
    "staff-imports/{}/refusals": N_("Refused rows of an import of staff"),
    "staff-imports/{}/rows": N_("What came of the rows of an import of staff"),
    "staff/{}": N_("The page of somebody who works here"),
    "statements/{}": N_("A bank statement"),
    "streams": N_("Events"),
    "tokens": N_("Tokens of services"),
    "uploads": N_("Files that are to be imported"),
    "uploads/{}": N_("A file that is to be imported"),
    "uploads/{}/refused": N_("Rows of a file that can't be taken"),
    "verify": N_("Whether a document is genuine"),
    "waivers/{}": N_("A waiver with its reason"),
}
"""By the address below `/v1/`, its parameters left open; what lies below an address goes by the nearest above it."""

ANOTHER: Final = N_("Another request")


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the catalogues, and whether it was asked for to do something with it, not only to see it."""

    words: str
    does: bool


def purpose_of(text: str) -> Told | None:
    """What `GET /v1/customers/{customer_id}` asked for; None for a text that is no such line."""
    found = PURPOSE.match(text)
    if found is None:
        return None
    path = found["path"]
    words = _interface(path.removeprefix(INTERFACE)) if path.startswith(INTERFACE) else _room(path)
    return Told(words or ANOTHER, found["method"] not in READS)


def _interface(path: str) -> str:
    steps = PARAMETER.sub("{}", path).split("/")
    for most in range(len(steps), 0, -1):
        if words := ASKED.get("/".join(steps[:most])):
            return words
    return next((STREAMS[kind] for kind in _kinds(steps[0]) if kind in STREAMS), "")


def _kinds(plural: str) -> tuple[str, ...]:
    """The kinds of stream that a word of an address may mean: `quality-plans` is `quality_plan`."""
    name = plural.replace("-", "_")
    return name, name.removesuffix("s"), name.removesuffix("es"), f"{name.removesuffix('ies')}y"


def _room(path: str) -> str:
    """The name of the room that a page is in."""
    room = room_of(path)
    return room.name if room else ""
