"""Somebody to tell, by id: names and addresses are asked at the moment of sending."""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    kind: Literal["staff", "contact", "nobody"]
    locale: str


NOBODY: Final = Person("", "nobody", "")
