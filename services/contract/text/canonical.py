"""The canonical text of a contract: what is frozen, hashed, approved and signed."""

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """Words with the SHA-256 (hexadecimal) of their UTF-8 bytes."""

    words: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()

    @property
    def size(self) -> int:
        return len(self.words.encode())


@dataclass(frozen=True, slots=True)
class FilledClause:
    clause: str
    title: str
    words: str


def canonical(words: str) -> Text:
    """Unicode NFC, line feeds only, no blanks at line ends, one line feed at the end."""
    lines = unicodedata.normalize("NFC", words).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Text("\n".join(line.rstrip() for line in lines).strip("\n") + "\n")


def contract_text(figures: dict[str, Any], clauses: Sequence[FilledClause]) -> Text:
    """Clauses and figures in one text, so that a changed amount changes the hash as a changed word does.

    `figures` are the JSON values of parties, amounts, lines, plan and term; they follow the clauses as sorted JSON.
    """
    parts = [f"{clause.clause} {clause.title}\n{clause.words}" for clause in clauses]
    parts.append(json.dumps(figures, ensure_ascii=False, sort_keys=True, indent=1))
    return canonical("\n\n".join(parts))


def content_hash(content: dict[str, Any]) -> str:
    """The SHA-256 (hexadecimal) of JSON values, whatever the order of their names."""
    return Text(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))).hash
