from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.contract.port.events import PortName
from shared.values.text import Reference
from shared.web.schemas import Answer, Body

DocumentId = Annotated[str, Field(pattern="^[0-9a-f-]{36}(@[1-9][0-9]{0,8})?$")]
Token = Annotated[Reference, Field(min_length=1)]


class HandOverBody(Body):
    """Documents that shall leave: ids of issued invoices, of payments that were made, of direct debits that no bank has
    answered, or of bookings (`<contract>@<version>` in its ledger).
    """

    port: PortName
    documents: Annotated[list[DocumentId], Field(min_length=1, max_length=200)]


class SettlementBody(Body):
    """What somebody found out about a message whose outcome is unknown: the number it has there, or why not."""

    outcome: Literal["accepted", "refused"]
    foreign_number: Token | None = None
    code: Token | None = None


class MessageMoved(Answer):
    message_id: str
    state: str
    version: int


class HandedOver(Answer):
    items: list[MessageMoved]


class MessageAnswer(Answer):
    """`due_at` is when it is sent, or asked about, next."""

    message_id: str
    contract_id: str
    unit_id: str
    port: PortName
    document: str
    round: int
    state: str
    attempts: int
    asked: int
    foreign_number: str | None
    reason: str | None
    learned_by: str | None
    due_at: datetime | None
    version: int


class MessageList(Answer):
    items: list[MessageAnswer]
