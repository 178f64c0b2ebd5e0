"""A calendar as a file: a day, what it is and what it is called; what can't be taken is named by row and column."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from services.portal.calendar.events import Day
from shared.sheets.dates import day_in
from shared.sheets.matching import columns_meant
from shared.sheets.reading import Sheet
from shared.values.holiday import SATURDAY
from shared.values.text import TextFormError, plain

Column = Literal["date", "kind", "name"]
FIELDS: Final[tuple[Column, ...]] = ("date", "kind", "name")
NEEDED: Final[tuple[Column, ...]] = ("date", "kind")
SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("day", "日期", "时间"),
    "kind": ("day kind", "type", "类型", "性质", "休班"),
    "name": ("holiday", "名称", "节日", "节假日", "说明"),
}
"""Headings that files have for a column, besides its own name."""

WORKED: Final[dict[str, bool]] = {
    **dict.fromkeys(("holiday", "off", "休", "假", "放假", "休息", "节假日", "假日"), False),
    **dict.fromkeys(("make-up", "make-up day", "makeup", "working", "班", "上班", "调休", "调休上班", "补班"), True),
}
"""What a day is, by the words that files have for it: whether it is worked."""

LONGEST_NAME: Final = 60
MOST_ROWS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row (1 is the first below the headings, 0 the headings) is not taken, by its column."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: the days, and what can't be taken of it."""

    days: tuple[Day, ...]
    refusals: tuple[Refusal, ...]
    rows: int


def read_rows(sheet: Sheet) -> Read:
    """Every row as a day, or as the reasons why not."""
    columns = columns_meant(sheet.headings, FIELDS, SYNONYMS)
    missing = [Refusal(0, one, "The file has no such column.") for one in NEEDED if one not in columns]
    if missing:
        return Read((), tuple(missing), len(sheet.rows))
    if len(sheet.rows) > MOST_ROWS:
        return Read((), (Refusal(0, "date", "the file has more days than ten years have"),), len(sheet.rows))
    days: dict[date, Day] = {}
    refusals: list[Refusal] = []
    for number, cells in enumerate(sheet.rows, start=1):
        said = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
        found, wrong = _read(said)
        if found is not None and found.day in days:
            wrong.append(("date", "the day stands in the file already"))
        if found is not None and not wrong:
            days[found.day] = found
        refusals += [Refusal(number, column, reason) for column, reason in wrong]
    return Read(tuple(days.values()), tuple(refusals), len(sheet.rows))


def written(sheet: Sheet) -> str:
    """The columns that matter as CSV, whatever the file came as: `read_rows` reads the same of it."""
    columns = columns_meant(sheet.headings, FIELDS, SYNONYMS)
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [list(columns), *([cells[at] if at < len(cells) else "" for at in columns.values()] for cells in sheet.rows)]
    )
    return text.getvalue()


def _read(said: dict[str, str]) -> tuple[Day | None, list[tuple[str, str]]]:
    wrong: list[tuple[str, str]] = []
    day, working = day_in(said["date"]), WORKED.get(said["kind"].lower())
    if day is None:
        wrong.append(("date", "it is no date"))
    if working is None:
        wrong.append(("kind", "it is neither a holiday nor a make-up day"))
    if day is not None and working and day.weekday() < SATURDAY:
        wrong.append(("kind", "a make-up day falls on a weekend"))
    name = ""
    try:
        name = plain(said.get("name", ""), max_length=LONGEST_NAME, min_length=0)
    except TextFormError as error:
        wrong.append(("name", str(error)))
    if day is None or working is None:
        return None, wrong
    return Day(day=day, working=working, name=name), wrong
