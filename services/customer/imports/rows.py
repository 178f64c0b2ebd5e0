"""One row of an import: a line of JSON, or the cells of a CSV row under its headings."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from services.customer.archive.schemas import ArchiveFields, SourceId
from services.customer.contact.functions import told
from services.customer.contact.schemas import ContactFields
from shared.values.errors import DomainError
from shared.values.identifier_checks import IdentifierKind
from shared.web import strict_json
from shared.web.errors import MalformedBodyError
from shared.web.pointers import steps

SEPARATOR: Final = ";"
IDENTIFIERS: Final = frozenset(kind.value for kind in IdentifierKind)
CONTACT_PREFIX: Final = "contact_"
UNREADABLE: Final = b"\xff"
"""Stands for a row that could not even be read as text; it is refused like any other that is no JSON."""


class ContactRow(ContactFields):
    """Files tell a role in words of their own: those are kept as the function beside the code they mean."""

    source_id: SourceId | None = None

    @model_validator(mode="before")
    @classmethod
    def _role_in_words(cls, row: Any) -> Any:
        if not isinstance(row, dict) or not isinstance(said := row.get("role"), str) or not said.strip():
            return row
        role, function = told(said, row.get("function"))
        return {**row, "role": role, "function": function}


class CustomerRow(ArchiveFields):
    source_id: SourceId
    contacts: Annotated[list[ContactRow], Field(max_length=50)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _contacts_differ(self) -> Self:
        own = [contact.source_id for contact in self.contacts if contact.source_id is not None]
        if len(own) != len(set(own)):
            raise PydanticCustomError("contacts", "two contacts have the same source_id")
        return self


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused: where in it, and what is wrong; the value itself is not repeated."""

    column: str
    reason: str


class RowRefusedError(Exception):
    """A row that can't be taken."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(", ".join(fault.column for fault in faults))


@contextmanager
def in_columns(*, whole: str, below: str = "") -> Iterator[None]:
    """Tells a refusal of the domain as one of the row: by the fields it names, which stand `below` a column of the row,
    by the column of the `whole` where it names none.
    """
    try:
        yield
    except DomainError as error:
        named: Any = error.details.get("errors", ())
        faults = [Fault(".".join((*filter(None, [below]), *steps(one["pointer"]))), one["detail"]) for one in named]
        raise RowRefusedError(*faults or [Fault(whole, error.detail)]) from error


def read_row(line: str | None) -> CustomerRow:
    """The row of a line of JSON, None being one that was no text; raises `RowRefusedError` with every fault in it."""
    if line is None:
        raise RowRefusedError(Fault("", "The row is too long, not UTF-8, or has more cells than headings."))
    try:
        strict_json.check(line.encode())
        return CustomerRow.model_validate_json(line)
    except MalformedBodyError as error:
        raise RowRefusedError(Fault(".".join(map(str, error.steps)), error.detail)) from error
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise RowRefusedError(*(Fault(".".join(map(str, one["loc"])), one["msg"]) for one in found)) from error


def from_cells(headings: Sequence[str], cells: Sequence[str]) -> bytes:
    """The line of JSON that a CSV row means. Empty cells are left out.

    Headings are the row's fields; identifiers stand under their kind, a contact under `contact_` and its field, roles
    part by a semicolon. Surplus cells make the row unreadable.
    """
    if len(cells) > len(headings):
        return UNREADABLE
    row: dict[str, Any] = {}
    contact: dict[str, str] = {}
    identifiers: list[dict[str, str]] = []
    for heading, cell in zip(headings, cells, strict=False):
        value = cell.strip()
        if not value:
            continue
        if heading in IDENTIFIERS:
            identifiers.append({"kind": heading, "value": value})
        elif heading.startswith(CONTACT_PREFIX):
            contact[heading.removeprefix(CONTACT_PREFIX)] = value
        elif heading == "roles":
            row[heading] = [role.strip() for role in value.split(SEPARATOR)]
        else:
            row[heading] = value
    if identifiers:
        row["identifiers"] = identifiers
    if contact:
        row["contacts"] = [contact]
    return json.dumps(row, ensure_ascii=False).encode()
