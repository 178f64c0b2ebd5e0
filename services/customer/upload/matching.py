"""Which column of a file means what: proposed from its headings, chosen by a person, applied to every row."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from services.customer.imports.rows import CONTACT_PREFIX
from shared.sheets.matching import columns_meant
from shared.sheets.reading import Sheet
from shared.values.identifier_checks import IdentifierKind

FIELDS: Final = (
    "source_id",
    "kind",
    "name",
    "person_name",
    "roles",
    "stage",
    "region",
    "industry",
    "client_kind",
    "owner_id",
    "effective_on",
    *(kind.value for kind in IdentifierKind),
    *(f"{CONTACT_PREFIX}{name}" for name in ("role", "function", "name", "email", "phone")),
)
"""What a column may mean: the headings that an import reads."""

FIXED: Final = ("kind", "roles", "stage", "contact_role")
"""What may be the same for every row of a file that has no column for it."""

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "source_id": ("id", "no", "number", "code", "customer id", "customer no", "编号", "客户编号", "客户编码", "代码"),
    "kind": ("type", "customer type", "类型", "客户类型"),
    "name": (
        "company",
        "company name",
        "organisation",
        "customer name",
        "名称",
        "客户名称",
        "公司名称",
        "单位名称",
        "企业名称",
    ),
    "person_name": ("person", "full name", "姓名", "个人姓名"),
    "roles": ("role", "角色"),
    "stage": ("状态", "阶段"),
    "region": ("area", "province", "city", "地区", "区域", "省份"),
    "industry": ("sector", "行业", "所属行业"),
    "client_kind": ("class", "客户类别", "客户级别", "级别"),
    "effective_on": ("since", "date", "日期", "建档日期", "合作日期"),
    "social_credit_code": ("uscc", "统一社会信用代码", "信用代码", "税号"),
    "contact_name": ("contact", "contact person", "联系人", "联系人姓名"),
    "contact_role": ("contact function", "职务", "联系人职务"),
    "contact_function": ("contact job title", "职位", "联系人职位"),
    "contact_email": ("contact e-mail", "email", "e-mail", "邮箱", "联系人邮箱", "电子邮箱"),
    "contact_phone": ("phone", "mobile", "telephone", "电话", "手机", "联系电话", "手机号"),
}
"""Headings that files have for a field, besides its own name."""

VALUES: Final[dict[str, dict[str, str]]] = {
    "kind": {
        **dict.fromkeys(("企业", "公司", "单位", "组织", "company"), "organisation"),
        **dict.fromkeys(("个人", "自然人", "individual"), "person"),
    },
    "roles": {"客户": "customer", "供应商": "supplier", "合作伙伴": "partner"},
    "stage": {"潜在": "prospect", "潜在客户": "prospect", "活跃": "active", "正式": "active"},
}
"""Words of files for the codes of a field."""


def proposed(headings: Sequence[str]) -> dict[str, int]:
    """A field's column by its heading; no column means two fields, no field has two columns."""
    return columns_meant(headings, FIELDS, SYNONYMS)


def matched(sheet: Sheet, columns: Mapping[str, int], fixed: Mapping[str, str]) -> Iterator[bytes]:
    """The file as the CSV that an import reads, row by row."""
    fields = [*columns, *(field for field in fixed if field not in columns)]
    yield _line(fields)
    for row in sheet.rows:
        yield _line([_value(field, row, columns, fixed) for field in fields])


def _value(field: str, row: Sequence[str], columns: Mapping[str, int], fixed: Mapping[str, str]) -> str:
    place = columns.get(field)
    if place is None:
        return fixed[field]
    said = row[place] if place < len(row) else ""
    return VALUES.get(field, {}).get(said.lower(), said)


def _line(cells: Sequence[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)
    return written.getvalue().encode()
