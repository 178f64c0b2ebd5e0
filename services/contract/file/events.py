"""Files that belong to contracts, templates, standards and products. Their bytes and names lie outside the events."""

from typing import Literal

from shared.eventstore.event import Event

FileKind = Literal["pdf", "docx", "xlsx", "ofd", "png", "jpeg", "tiff", "text"]
WordsOutcome = Literal["read", "cut", "none", "failed"]
"""All of its words; those up to the bounds; it has none (a picture); it can't be read."""
WordsReason = Literal["encrypted", "unreadable", "too_long", "too_large"]
"""A password is needed; it is no such file inside; reading took too long, or too much memory."""


class FileStored(Event, name="file.stored.v1"):
    """A file was received; `kind` is what its content says, `hash` the SHA-256 of its bytes."""

    file_id: str
    kind: FileKind
    size: int
    hash: str


class FileAttached(Event, name="file.attached.v1"):
    """It belongs to this contract from now on, and is seen by whoever sees the contract."""

    file_id: str
    contract_id: str


class FileFiled(Event, name="file.filed.v1"):
    """It is the document of what a customer handed us, a standard, from now on, and is seen by the unit of that."""

    file_id: str
    standard_id: str
    customer_id: str
    unit_id: str


class FilePictured(Event, name="file.pictured.v1"):
    """It is a picture of a product from now on, and is seen by whoever sees products."""

    file_id: str
    product_id: str


class FileDiscarded(Event, name="file.discarded.v1"):
    """Nothing took it up in time; its bytes are gone."""

    file_id: str


class FileWordsRead(Event, name="file.words_read.v1"):
    """What came of looking for the words of a file that belongs to a contract or, `contract_id` being empty, to a
    customer's standard, so that it is found by them; they stand in no event.
    """

    file_id: str
    contract_id: str
    outcome: WordsOutcome
    reason: WordsReason | None
    characters: int
    standard_id: str | None = None
