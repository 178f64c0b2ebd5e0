"""A register of contracts (CSV or XLSX, a contract a row) read into what an import takes, without any server.

A number that comes again in a year is another contract: the register's own order tells them apart, so that the same
file read again gives the same ids. Suppliers are known by name alone; what differs only in case, signs and blanks is
one supplier.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from services.contract.ocds.contracts import NO_SUPPLIER, ForeignContract, Paid, Party
from services.contract.ocds.remark import Remark
from services.contract.ocds.report import Belonging, Holdings
from services.contract.register.columns import DAYS, FIELDS, MONTHS, NOTHING, SYNONYMS
from shared.sheets.dates import day_in
from shared.sheets.matching import columns_meant
from shared.sheets.reading import Sheet, read_sheet
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

PROCESS: Final = "register"
LONGEST_TITLE: Final = 200
DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}|[0-9]{2})\.?\Z")
AMOUNT: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?\Z|[0-9]+(\.[0-9]+)?\Z")
DURATION: Final = re.compile(r"([0-9]{1,4})\s*(\S+)\Z")
LONGEST: Final = 1200
"""Months or days that a duration is taken for at most."""
CENTURY: Final = 70
"""Years of two digits from here on are of the last century."""


class WrongCellError(Exception):
    """A cell that says nothing that can be taken; `field` is whose it is."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(field)


def register(data: bytes, currency: str) -> Holdings:
    """The contracts of a register, their suppliers, and what was rejected by row and column.

    Raises what `read_sheet` raises, and `InvalidFieldError` where no column means a number, an amount or a supplier.
    """
    sheet = read_sheet(data)
    columns = columns_meant(sheet.headings, FIELDS, SYNONYMS)
    missing = {"number", "amount", "supplier"} - columns.keys()
    if missing:
        raise InvalidFieldError("/file", f"no column is headed as {', '.join(sorted(missing))}")
    found, seen = Holdings(), Counter[str]()
    for number, row in enumerate(sheet.rows, 2):
        _take(found, seen, number, _cells(row, columns), _headings(sheet, columns), currency)
    return found


def _cells(row: tuple[str, ...], columns: Mapping[str, int]) -> dict[str, str]:
    cells = {field: row[place] if place < len(row) else "" for field, place in columns.items()}
    return {field: "" if text.lower() in NOTHING else text for field, text in cells.items()}


def _headings(sheet: Sheet, columns: Mapping[str, int]) -> dict[str, str]:
    return {field: sheet.headings[place] for field, place in columns.items()}


def _take(
    found: Holdings, seen: Counter[str], number: int, cells: Mapping[str, str], headed: Mapping[str, str], currency: str
) -> None:
    place = f"row {number}"
    try:
        contract = _contract(seen, cells, currency, found.warnings, place, headed)
    except WrongCellError as error:
        found.rejected.append(Remark(place, f"/{headed.get(error.field, error.field)}", error.reason))
        return
    found.contracts[contract.source_id] = contract
    if code := cells.get("unit_code", ""):
        found.belongings[contract.source_id] = Belonging(code, place, f"/{headed['unit_code']}")
    name = cells.get("supplier", "")
    if name:
        found.parties.setdefault(contract.supplier_id, Party(contract.supplier_id, _shortened(name), ("supplier",)))


def _contract(
    seen: Counter[str],
    cells: Mapping[str, str],
    currency: str,
    warnings: list[Remark],
    place: str,
    headed: Mapping[str, str],
) -> ForeignContract:
    amount = _amount(cells, "amount", currency)
    supplier = cells.get("supplier", "")
    if amount is None and not supplier:
        raise WrongCellError("amount", "no contract came of it: neither an amount nor a supplier is named")
    if not cells.get("number"):
        raise WrongCellError("number", "a contract has a number")
    days = {name: _day(cells, name) for name in ("signed_on", "started_on", "closed_on", "paid_on")}
    for field, doubt in (("amount", amount is None), ("supplier", not supplier), ("signed_on", not days["signed_on"])):
        if doubt:
            warnings.append(Remark(place, f"/{headed.get(field, field)}", "nothing is said here"))
    begun = days["signed_on"] or days["started_on"]
    named = f"{begun.year if begun else 'undated'}-{_shortened(cells['number'])}"
    seen[named] += 1
    contract_id = named if seen[named] == 1 else f"{named}-{seen[named]}"
    paid = _amount(cells, "paid", currency)
    payments = (Paid("total", days["paid_on"] or days["closed_on"], paid),) if paid and paid.is_positive else ()
    return ForeignContract(
        ocid=PROCESS,
        contract_id=contract_id,
        title=_shortened(cells.get("title", "")) or contract_id,
        supplier_id=_same(supplier) or NO_SUPPLIER,
        status="terminated" if days["closed_on"] else "active",
        state="completed" if days["closed_on"] else "effective",
        value=None if amount is None else amount.amount,
        amount=amount,
        signed_on=days["signed_on"],
        term_from=days["signed_on"],
        term_to=_until(days["signed_on"], cells.get("duration", "")),
        milestones=(),
        paid=payments,
    )


def _amount(cells: Mapping[str, str], field: str, currency: str) -> Money | None:
    text = cells.get(field, "").replace(" ", "")
    if not text:
        return None
    if AMOUNT.match(text) is None:
        raise WrongCellError(field, "an amount of zero or more is needed, as 1,234.50")
    try:
        return Money.rounded(Decimal(text.replace(",", "")), currency)
    except (InvalidOperation, ValueError) as error:
        raise WrongCellError(field, "the amount can't be taken") from error


def _day(cells: Mapping[str, str], field: str) -> date | None:
    text = cells.get(field, "")
    if not text:
        return None
    written = DAY_FIRST.match(text)
    try:
        day = day_in(text) if written is None else date(_year(written[3]), int(written[2]), int(written[1]))
    except ValueError:
        day = None
    if day is None:
        raise WrongCellError(field, "it is no date")
    return day


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    return (1900 if int(text) >= CENTURY else 2000) + int(text)


def _until(begun: date | None, duration: str) -> date | None:
    """The last day of so many months or days; None where the words are others."""
    written = DURATION.match(duration.lower())
    if begun is None or written is None:
        return None
    count, unit = min(int(written[1]), LONGEST), written[2]
    if unit in DAYS:
        return begun + timedelta(days=count)
    if unit not in MONTHS:
        return None
    month = begun.month - 1 + count
    first = date(begun.year + month // 12, month % 12 + 1, 1)
    return min(first + timedelta(days=begun.day - 1), (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def _same(name: str) -> str:
    """A name by which spellings that differ in case, signs and blanks are one."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(one if one.isalnum() or one == "&" else " " for one in plain)
    return " ".join(kept.split())[:LONGEST_TITLE]


def _shortened(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:LONGEST_TITLE]
