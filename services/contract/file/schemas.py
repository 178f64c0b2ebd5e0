from datetime import datetime

from shared.web.schemas import Answer


class FileKept(Answer):
    """`kind` is what the content says; `hash` is the SHA-256 of the bytes."""

    file_id: str
    kind: str
    size: int
    hash: str


class FileAnswer(FileKept):
    """`words` says whether an attached file is found by its words: `waiting`, `read`, `cut` (by those up to the
    bounds), `none` (it has none), `failed` with the `words_reason`; null of what no contract has taken up.
    """

    unit_id: str
    contract_id: str | None
    name: str
    sent_by: str
    received_at: datetime
    words: str | None
    words_reason: str | None
    version: int


class FileList(Answer):
    items: list[FileAnswer]
