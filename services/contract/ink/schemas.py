from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from services.contract.contract.schemas import Hash
from services.contract.terms import Side
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.text import Reason
from shared.web.schemas import Answer, Body


class InkSignatureBody(Body):
    """Who signed for a side: a member of staff for us, a contact (or staff on its behalf) for the counterparty."""

    side: Side
    signatory_id: Id


class ScanBody(Body):
    """`file_id` is the scan, sent before; `text_hash` that of the text which was signed."""

    file_id: Id
    text_hash: Hash
    signatures: Annotated[list[InkSignatureBody], Field(min_length=1, max_length=2)]
    signed_on: BusinessDate


class CheckBody(Body):
    """`text_hash` is that of the text which the scan was held against; a refusal says why."""

    verdict: Literal["confirmed", "refused"]
    text_hash: Hash
    reason: Reason | None = None


class ScanMoved(Answer):
    scan_id: str
    contract_id: str
    verdict: str | None
    version: int


class ScanAnswer(Answer):
    scan_id: str
    contract_id: str
    unit_id: str
    file_id: str
    file_hash: str
    text_hash: str
    signatures: list[dict[str, Any]]
    signed_on: date
    registered_by: str
    verdict: str | None
    checked_by: str | None
    version: int


class ScanList(Answer):
    items: list[ScanAnswer]
