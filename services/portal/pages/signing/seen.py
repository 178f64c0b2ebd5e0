"""What the pages of signing need of the contract service's answers."""

from datetime import date, datetime
from typing import Any

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money, Priced


class Row(Seen):
    signing_id: str
    contract_id: str
    unit_id: str
    owner_id: str
    number: str
    stage: str
    text_hash: str
    pdf_hash: str
    current_hash: str
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None
    version: int


class Rows(Seen):
    items: list[Row]


class Signatory(Seen):
    signatory_id: str
    turn: int
    need: int
    place: int
    side: str
    kind: str
    person: str | None
    role: str
    answer: str
    times: int
    reminders: int
    sent_at: datetime | None
    opened_at: datetime | None
    answered_at: datetime | None
    expires_at: datetime | None
    authentication: str | None
    level: str | None
    hash_after: str | None
    name: str
    organisation: str
    address: str
    reason: str | None


class Signing(Row):
    """`reason` is why it was called off."""

    reason: str | None
    signatories: list[Signatory]


class Letter(Seen):
    authority_id: str
    person: str
    type_codes: list[str]
    directions: list[str]
    ceiling: Money | None
    valid_to: date
    revoked_on: date | None


class Letters(Seen):
    items: list[Letter]


class Authority(Letter):
    """Who may sign for us, and how far."""

    unit_id: str
    basis: str
    valid_from: date
    granted_by: str
    version: int


class Authorities(Seen):
    items: list[Authority]


class Approved(Priced):
    """An approved contract as whoever sends it out needs it."""

    contract_id: str
    title: str
    number: str
    state: str
    direction: str
    type_code: str
    counterparty_id: str
    counterparty_name: str | None
    signing_order: list[str]
    text_hash: str | None
    version: int


class Scan(Seen):
    scan_id: str
    contract_id: str
    file_id: str
    file_hash: str
    text_hash: str
    signatures: list[dict[str, Any]]
    signed_on: date
    registered_by: str
    verdict: str | None
    checked_by: str | None


class Scans(Seen):
    items: list[Scan]


class Invited(Seen):
    number: str
    title: str
    side: str
    role: str
    name: str
    stage: str
    answer: str
    pdf_hash: str
    current_hash: str
    expires_at: datetime | None


class Found(Seen):
    field: str
    signer: str
    signatory_id: str
    signed_at: datetime | None
    intact: bool
    sound: bool
    trusted: bool


class Verdict(Seen):
    verdict: str
    hash: str
    readable: bool
    contract_id: str | None
    signing_id: str | None
    number: str | None
    stage: str | None
    signatures: list[Found]
