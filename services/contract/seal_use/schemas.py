from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.contract.schemas import Hash
from services.contract.seal_use.events import SealKind
from services.contract.seal_use.handlers import SealWish
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.web.schemas import Answer, Body


class SealUseBody(Body):
    """`text_hash` is that of the approved text; `keeper_id` who has the seal, the caller without one; `sent` copies go
    to the other party and are expected back by `return_due_on`.
    """

    text_hash: Hash
    kind: SealKind
    seal_id: Id | None = None
    keeper_id: Id | None = None
    copies: Annotated[int, Field(ge=1, le=1000)]
    sent: Annotated[int, Field(ge=0, le=1000)] = 0
    return_due_on: BusinessDate | None = None
    effective_on: BusinessDate | None = None

    def wish(self, actor: str, today: date) -> SealWish:
        return SealWish(
            text_hash=self.text_hash,
            kind=self.kind,
            seal_id=self.seal_id,
            keeper_id=self.keeper_id or actor,
            copies=self.copies,
            sent=self.sent,
            return_due_on=self.return_due_on,
            on=self.effective_on or today,
        )


class SealUsedAnswer(Answer):
    """`copies_id` is under what the copies that were sent are given back; null where none was."""

    seal_use_id: str
    contract_id: str
    copies_id: str | None


class SealUseAnswer(Answer):
    seal_use_id: str
    contract_id: str
    unit_id: str
    text_hash: str
    kind: str
    seal_id: str | None
    keeper_id: str
    copies: int
    sent: int
    used_on: date
    used_by: str


class SealUseList(Answer):
    items: list[SealUseAnswer]
