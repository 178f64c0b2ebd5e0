from datetime import datetime

from shared.web.schemas import Answer


class FileKept(Answer):
    """`kind` is what the content says; `hash` is the SHA-256 of the bytes."""

    file_id: str
    kind: str
    size: int
    hash: str


class FileAnswer(FileKept):
    unit_id: str
    contract_id: str | None
    name: str
    sent_by: str
    received_at: datetime
    version: int


class FileList(Answer):
    items: list[FileAnswer]
