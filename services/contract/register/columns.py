"""Which columns of a register of contracts mean what, whatever its language."""

from collections.abc import Mapping, Sequence
from typing import Final

FIELDS: Final = (
    "number",
    "title",
    "supplier",
    "signed_on",
    "started_on",
    "closed_on",
    "duration",
    "amount",
    "paid",
    "paid_on",
    "unit_code",
)

SYNONYMS: Final[Mapping[str, Sequence[str]]] = {
    "number": ("contract number", "procurement number", "numri prokurimit", "合同编号"),
    "title": ("subject", "titulli i aktivitetit te prokurimit", "合同名称"),
    "supplier": ("contractor", "party", "emri i oe të cilit i është dhënë kontrata", "供应商", "对方单位"),
    "signed_on": ("date signed", "signed on", "data e nënshkrimit të kontratës", "签订日期"),
    "started_on": (
        "date of request",
        "data e inicimit të aktivitetit të prokurimit (data e pranimit të kërkesës)",
        "立项日期",
    ),
    "closed_on": ("date closed", "closed on", "data e mbylljes së kontratës", "完成日期"),
    "duration": ("time for implementation", "afati për implementimin e kontratës", "工期"),
    "amount": (
        "total value",
        "total value with taxes",
        "vlera totale e kontratës, duke përfshirë të gjitha taksat",
        "合同金额",
    ),
    "paid": (
        "total paid",
        "çmimi total i paguar",
        "çmimi total i paguar për kontratën",
        "已付金额",
    ),
    "unit_code": ("organisational unit", "njësia organizative", "单位编码", "所属单位"),
    "paid_on": ("date of the last instalment", "data e pagesës së situacionit të fundit", "末次付款日期"),
}
"""Small letters, single blanks."""

MONTHS: Final = ("month", "months", "muaj", "muaj.", "个月", "月")
DAYS: Final = ("day", "days", "dite", "ditë", "天", "日")
NOTHING: Final = frozenset({"", "nan", "n/a", "-", "null", "none"})
"""How registers say that there is nothing."""
