"""Transfers over HTTP."""

from datetime import date
from enum import StrEnum
from typing import Any, Self

import asyncpg
from pydantic import model_validator

from services.asset.schemas import Text, UnitKey
from services.asset.transfer.aggregate import (
    ApproveTransfer,
    ReceiveAsset,
    RefuseAsset,
    RejectTransfer,
    TakeBackAsset,
)
from shared.values.clock import BusinessDate
from shared.values.money import Money
from shared.values.text import Name
from shared.web.schemas import Answer, Body


class Decision(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"


class TransferBody(Body):
    receiver: UnitKey
    reason: Text = ""
    effective_on: BusinessDate | None = None


class ApprovalBody(Body):
    """The unit that agrees, or does not: a reason is given then."""

    unit_id: UnitKey
    decision: Decision = Decision.APPROVE
    reason: Text = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.decision is Decision.REJECT and not self.reason.strip():
            raise ValueError("a rejection has a reason")
        return self

    def to_command(self) -> ApproveTransfer | RejectTransfer:
        if self.decision is Decision.REJECT:
            return RejectTransfer(self.unit_id, self.reason)
        return ApproveTransfer(self.unit_id)


class ReceiptBody(Body):
    """What the receiver found: the condition it accepts, or the reason it refuses."""

    outcome: Outcome = Outcome.ACCEPTED
    condition: Name
    effective_on: BusinessDate | None = None

    def to_command(self, today: date) -> ReceiveAsset | RefuseAsset:
        made = ReceiveAsset if self.outcome is Outcome.ACCEPTED else RefuseAsset
        return made(self.condition, self.effective_on or today)


class ReturnBody(Body):
    condition: Name
    effective_on: BusinessDate | None = None

    def to_command(self, today: date) -> TakeBackAsset:
        return TakeBackAsset(self.condition, self.effective_on or today)


class TransferMade(Answer):
    transfer_id: str
    asset_id: str
    stage: str
    version: int


class TransferAnswer(Answer):
    transfer_id: str
    asset_id: str
    giver: str
    receiver: str
    stage: str
    cost: Money
    approvers: list[str]
    approvals: list[str]
    reason: str
    note: str
    proposed_on: BusinessDate
    settled_on: BusinessDate | None
    version: int


class TransfersAnswer(Answer):
    transfers: list[TransferAnswer]


def transfer_fields(row: asyncpg.Record, reason: str, note: str) -> dict[str, Any]:
    """What is told of a transfer, with what was said of it."""
    special = {"giver": row["unit_id"], "cost": Money(row["cost"], row["currency"]), "reason": reason, "note": note}
    return {**{name: row[name] for name in TransferAnswer.model_fields if name not in special}, **special}
