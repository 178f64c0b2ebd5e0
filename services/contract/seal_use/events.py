"""Seals on paper: which kind, by whose hand, on what text, on how many copies."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event

SealKind = Literal["company", "contract", "finance", "invoice", "legal_representative"]


class SealUsed(Event, name="seal.used.v1"):
    """The keeper stamped the approved text, `text_hash`, on so many copies; `sent` of them went to the other party, to
    come back with its seal. `seal_id` names the seal where it is registered.
    """

    seal_use_id: str
    contract_id: str
    owner_id: str
    text_hash: str
    kind: SealKind
    seal_id: str | None
    keeper_id: str
    copies: int
    sent: int
    effective_on: date
