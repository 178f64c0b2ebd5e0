"""What is done to a customer or an asset, as a table of what it asks: the form and the command follow from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from services.portal.pages.drafting.fields import Fields, figure

Kind = Literal[
    "text", "long", "lines", "day", "pick", "checks", "person", "unit", "pairs", "count", "figure", "money", "yes"
]
ROW: Final = re.compile(r"([a-z_]+)-([0-9]{1,3})-value\Z")
MOST_PAIRS: Final = 50
SPARE: Final = 2
"""Blank rows behind those that say something."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked. Labels, hints and options are messages of the catalogues; `pairs` are rows of a kind out
    of the options and a value, by the names that the service has for the two, `checks` as many of the options as one
    likes, `lines` words with blanks or line ends between, `yes` one box that is ticked or not, `money` an amount with
    its currency, `figure` a number, `count` a whole one. A name with a dot (`opening.count`) is a field of a part of
    the body, which is said where one of its fields is.
    """

    name: str
    label: str
    kind: Kind = "text"
    required: bool = False
    hint: str = ""
    most: int = 200
    options: Mapping[str, str] = field(default_factory=dict)
    pair: tuple[str, str] = ("kind", "value")

    def said(self, fields: Mapping[str, str]) -> Any:
        """What a form says of it; a list, or words that are empty where it says nothing."""
        match self.kind:
            case "checks":
                return [one for one in self.options if fields.get(f"{self.name}-{one}") == "yes"]
            case "lines":
                return fields.get(self.name, "").split()
            case "yes":
                return fields.get(self.name) == "yes"
            case "pairs":
                rows = [(fields.get(f"{self.name}-{at}-kind", ""), at) for at in self.rows(fields)]
                of, value = self.pair
                return [{of: kind, value: fields[f"{self.name}-{at}-value"]} for kind, at in rows]
            case "count":
                typed = fields.get(self.name, "")
                return int(typed) if typed.isascii() and typed.isdigit() else typed
            case "figure":
                return figure(fields.get(self.name, ""))
            case "money":
                amount = figure(fields.get(self.name, ""))
                return {"amount": amount, "currency": fields.get(f"{self.name}-currency") or "CNY"} if amount else ""
            case _:
                return fields.get(self.name, "")

    def rows(self, fields: Mapping[str, str]) -> list[int]:
        """The rows that say something."""
        found = [ROW.match(one) for one in fields if fields[one]]
        return sorted(int(one[2]) for one in found if one and one[1] == self.name)[:MOST_PAIRS]

    def shown(self, fields: Mapping[str, str]) -> list[int]:
        """The rows that a form shows: blank ones behind those that say something."""
        behind = max(self.rows(fields), default=-1) + 1
        return [*self.rows(fields), *range(behind, behind + SPARE)][:MOST_PAIRS]


@dataclass(frozen=True, slots=True)
class Doing:
    """`path` is that of the command, `says` what its body holds whatever is typed, `done` what is said afterwards. A
    `PATCH` says only what differs from what the form began with; `versioned` ones are made on the version read.
    """

    title: str
    permission: str
    service: str
    path: str
    fields: tuple[Field, ...]
    done: str
    method: Literal["POST", "PUT", "PATCH"] = "POST"
    versioned: bool = False
    says: Mapping[str, Any] = field(default_factory=dict)
    hint: str = ""
    harm: bool = False

    def body(self, fields: Mapping[str, str], began: Mapping[str, str]) -> dict[str, Any]:
        """What the form says; what it leaves empty is not said, or taken away by an edit."""
        edits = self.method == "PATCH"
        said: dict[str, Any] = dict(self.says)
        for one in self.fields:
            value = one.said(fields)
            if edits and value == one.said(began) and not one.required:
                continue
            if value or one.required or (edits and isinstance(value, list | bool)):
                part, _, name = one.name.rpartition(".")
                (said.setdefault(part, {}) if part else said)[name] = value
            elif edits:
                said[one.name] = None
        return said


@dataclass(frozen=True, slots=True)
class Begun:
    """What a form starts from: its fields, the version it is made on, names of the people and units that are chosen
    already, and options that only the thing itself knows.
    """

    fields: Fields = field(default_factory=dict)
    version: int = 0
    called: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)
