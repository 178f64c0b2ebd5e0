"""Ids: UUIDs as strings of 36 characters, one type a kind of thing."""

from typing import Annotated, Final, NewType

import uuid_utils
from pydantic import StringConstraints

ID_PATTERN: Final = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_DERIVED: Final = uuid_utils.UUID("7c1f0d5e-9d5c-5a0e-8b5e-6f3a1c2d4e90")

Id = Annotated[str, StringConstraints(strict=True, pattern=ID_PATTERN)]
"""A UUID in its canonical text form, lower case; nothing else is accepted as input."""

UnitId = NewType("UnitId", Id)
StaffId = NewType("StaffId", Id)
PersonId = NewType("PersonId", Id)
CustomerId = NewType("CustomerId", Id)
ContactId = NewType("ContactId", Id)
TypeId = NewType("TypeId", Id)
TemplateId = NewType("TemplateId", Id)
ContractId = NewType("ContractId", Id)
ApprovalId = NewType("ApprovalId", Id)
ObligationId = NewType("ObligationId", Id)
OrderId = NewType("OrderId", Id)
DeliveryId = NewType("DeliveryId", Id)
AcceptanceId = NewType("AcceptanceId", Id)
InvoiceId = NewType("InvoiceId", Id)
PaymentId = NewType("PaymentId", Id)
ClassId = NewType("ClassId", Id)
ProjectId = NewType("ProjectId", Id)
AssetId = NewType("AssetId", Id)
TransferId = NewType("TransferId", Id)
RunId = NewType("RunId", Id)
RuleId = NewType("RuleId", Id)
MessageId = NewType("MessageId", Id)
TaskId = NewType("TaskId", Id)
ImportId = NewType("ImportId", Id)


def new_id() -> str:
    """A new id (UUID version 7, RFC 9562): ids made later in one process sort later, so indexes grow at their end."""
    return str(uuid_utils.uuid7())


def derived_id(kind: str, *parts: str) -> str:
    """The same id for the same parts, for what must not be made twice (UUID version 5, RFC 9562).

    `kind` separates the namespaces: an import's rows, a read model's emissions. Parts are kept apart, so that
    ("ab", "c") and ("a", "bc") differ.
    """
    return str(uuid_utils.uuid5(_DERIVED, "".join(f"{len(part)}:{part}" for part in (kind, *parts))))
