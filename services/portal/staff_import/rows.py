"""HR's list as a file: who works where since when; what can't be taken is named by column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from shared.sheets.dates import day_in
from shared.values.identifiers import Email, PhoneNumber
from shared.values.text import Code, Line, Name

FIELDS: Final = ("number", "name", "unit", "login", "email", "phone", "title", "joined", "left")
"""What a column may mean."""
NEEDED: Final = ("number", "name", "unit")

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "number": (
        "staff no",
        "employee no",
        "employee number",
        "personnel number",
        "工号",
        "员工编号",
        "人员编号",
        "编号",
    ),
    "name": ("full name", "employee", "姓名", "员工姓名"),
    "unit": ("unit code", "department", "organisation", "部门", "单位", "部门名称", "所属部门", "组织", "部门编码"),
    "login": ("user", "account", "用户名", "登录名", "账号"),
    "email": ("e-mail", "mail", "邮箱", "电子邮箱"),
    "phone": ("mobile", "telephone", "电话", "手机", "手机号", "联系电话"),
    "title": ("position", "job title", "职务", "岗位", "职位"),
    "joined": ("start", "start date", "hired", "date of entry", "入职日期", "入职时间", "到岗日期"),
    "left": ("end", "end date", "date of leaving", "离职日期", "离职时间"),
}
"""Headings that files have for a field, besides its own name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be read; `login` is empty where the file has none."""

    number: str
    name: str
    unit: str
    login: str = ""
    email: str | None = None
    phone: str | None = None
    title: str = ""
    joined: date | None = None
    left: date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row can't be taken, by its column."""

    column: str
    reason: str


def _checked(kind: Any) -> Callable[[str], object]:
    return TypeAdapter[object](kind).validate_python


def _day(text: str) -> date:
    day = day_in(text)
    if day is None:
        raise ValueError("it is no date")
    return day


CHECKS: Final[dict[str, Callable[[str], object]]] = {
    "number": _checked(Code),
    "name": _checked(Name),
    "unit": _checked(Name),
    "login": _checked(Code),
    "email": _checked(Email),
    "phone": _checked(PhoneNumber),
    "title": _checked(Line),
    "joined": _day,
    "left": _day,
}


def read_row(cells: Sequence[str], columns: Mapping[str, int]) -> tuple[Row | None, list[Fault]]:
    """The row with its cells checked, or every fault it has."""
    said = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
    faults = [Fault(name, "it is missing") for name in NEEDED if not said.get(name)]
    known: dict[str, object] = {}
    for name, text in said.items():
        if not text:
            continue
        try:
            known[name] = CHECKS[name](text)
        except ValidationError as error:
            faults.append(Fault(name, str(error.errors(include_url=False)[0]["msg"])))
        except ValueError as error:
            faults.append(Fault(name, str(error)))
    joined, left = known.get("joined"), known.get("left")
    if isinstance(joined, date) and isinstance(left, date) and left < joined:
        faults.append(Fault("left", "it lies before the day of joining"))
    return (None, faults) if faults else (Row(**known), [])  # type: ignore[arg-type]  # checked field by field
