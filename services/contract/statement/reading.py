"""Bank lines out of a file: CSV with a header, or camt.053 (ISO 20022), read without trust."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from services.contract.statement.events import Format
from shared.values.decimals import DecimalFormError
from shared.values.errors import DomainError, InvalidFieldError
from shared.values.money import Money, MoneyError

MOST_LINES: Final = 20_000
DEEPEST: Final = 32
LONGEST: Final = 500
COLUMNS: Final = ("date", "amount", "currency", "reference", "payer")
DELIMITERS: Final = (",", ";", "\t")
Way = Literal["in", "out"]


class StatementFormError(DomainError):
    """The file is no statement in this format."""

    status = 422
    pointer = "/file"


@dataclass(frozen=True, slots=True)
class BankLine:
    """One movement of money on an account, as the bank says; the amount is above zero."""

    booked_on: date
    way: Way
    amount: Money
    reference: str
    payer: str


def read_statement(data: bytes, form: Format) -> list[BankLine]:
    """The lines of a statement in their order. Raises `InvalidFieldError` at the line and column that can't be read,
    `StatementFormError` where the whole can't.
    """
    lines = READERS[form](data)
    if not lines:
        raise StatementFormError("There is no line in the statement.")
    return lines


def _read_csv(data: bytes) -> list[BankLine]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StatementFormError("The file is text in UTF-8.") from error
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise StatementFormError("The file is no table.") from error
    if not rows or not set(COLUMNS[:4]) <= set(rows[0]):
        raise StatementFormError(f"The table has the columns {', '.join(COLUMNS)}.")
    _check_number(len(rows))
    return [_line(number, row) for number, row in enumerate(rows, 1)]


def _line(number: int, row: Mapping[str, Any]) -> BankLine:
    said = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    negative = said["amount"].startswith("-")
    return _checked(number, {**said, "amount": said["amount"].removeprefix("-")}, "out" if negative else "in")


def _checked(number: int, said: Mapping[str, str], way: Way) -> BankLine:
    at = f"/lines/{number}"
    try:
        booked_on = date.fromisoformat(said["date"][:10])
    except ValueError as error:
        raise InvalidFieldError(f"{at}/date", "a day is written like 2026-03-02") from error
    try:
        amount = Money.of(said["amount"], said["currency"])
    except (MoneyError, DecimalFormError, DomainError, ValueError) as error:
        raise InvalidFieldError(f"{at}/amount", "an amount is plain decimal text in a current currency") from error
    if not amount.is_positive:
        raise InvalidFieldError(f"{at}/amount", "a movement of money is of more than nothing")
    return BankLine(booked_on, way, amount, _plain(said["reference"]), _plain(said["payer"]))


def _plain(text: str) -> str:
    return "".join(one for one in text if one.isprintable())[:LONGEST]


def _check_number(lines: int) -> None:
    if lines > MOST_LINES:
        raise StatementFormError(f"A statement has at most {MOST_LINES} lines.")


@dataclass
class _Entries:
    """Takes the elements of a document as they come; nothing is expanded, fetched or kept beyond the entries."""

    path: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    entry: dict[str, str] = field(default_factory=dict)
    entries: list[dict[str, str]] = field(default_factory=list)

    def doctype(self, *_: object) -> None:
        raise StatementFormError("A statement declares no document type.")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.path.append(tag.rpartition("}")[2])
        self.words = []
        if len(self.path) > DEEPEST:
            raise StatementFormError(f"A statement nests at most {DEEPEST} deep.")
        if self.path[-1] == "Ntry":
            self.entry = {}
        if self.path[-2:] == ["Ntry", "Amt"]:
            self.entry["currency"] = attributes.get("Ccy", "")

    def data(self, text: str) -> None:
        self.words.append(text)

    def end(self, _: str) -> None:
        for places, name in FIELDS:
            if tuple(self.path[-len(places) :]) == places and "Ntry" in self.path:
                self.entry[name] = f"{self.entry.get(name, '')} {''.join(self.words)}".strip()
        if self.path[-1] == "Ntry":
            self.entries.append(self.entry)
            _check_number(len(self.entries))
        self.path.pop()
        self.words = []

    def close(self) -> Sequence[Mapping[str, str]]:
        return self.entries


FIELDS: Final = (
    (("Ntry", "Amt"), "amount"),
    (("Ntry", "CdtDbtInd"), "way"),
    (("Ntry", "BookgDt", "Dt"), "date"),
    (("Ntry", "BookgDt", "DtTm"), "date"),
    (("RmtInf", "Ustrd"), "reference"),
    (("CdtrRefInf", "Ref"), "reference"),
    (("Refs", "EndToEndId"), "reference"),
    (("Dbtr", "Nm"), "debtor"),
    (("Dbtr", "Pty", "Nm"), "debtor"),
    (("Cdtr", "Nm"), "creditor"),
    (("Cdtr", "Pty", "Nm"), "creditor"),
)
"""Where camt.053 says what; the other side is the debtor of what came in, the creditor of what went out."""
WAYS: Final[Mapping[str, Way]] = {"CRDT": "in", "DBIT": "out"}


def _read_camt(data: bytes) -> list[BankLine]:
    from lxml import etree

    entries = _Entries()
    parser = etree.XMLParser(
        target=entries,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        found: Sequence[Mapping[str, str]] = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise StatementFormError("The file is no XML of this kind.") from error
    return [_entry(number, one) for number, one in enumerate(found, 1)]


def _entry(number: int, said: Mapping[str, str]) -> BankLine:
    way = WAYS.get(said.get("way", ""))
    if way is None:
        raise InvalidFieldError(f"/lines/{number}/way", "an entry is a credit (CRDT) or a debit (DBIT)")
    payer = said.get("debtor" if way == "in" else "creditor", "")
    row = {name: said.get(name, "") for name in COLUMNS}
    return _checked(number, {**row, "payer": payer}, way)


READERS: Final[Mapping[Format, Callable[[bytes], list[BankLine]]]] = {"csv": _read_csv, "camt.053": _read_camt}
