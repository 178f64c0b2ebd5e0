"""Facts as their reader writes them: money, days and moments by locale; phases of contracts, and roles that somebody
asks for, by their words.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

from shared.values.clock import INSTALLATION_ZONE

MONEY: Final = re.compile(r"(-?[0-9]{1,30}(?:\.[0-9]{1,10})?) ([A-Z]{3})\Z")
DAYS: Final = ("_on", "since", "term_to", "notice_by")
MOMENTS: Final = ("_at",)
"""How the names of facts end that are days, and moments: no text of anybody's own is taken for one."""
PHASES: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "advance": "预付",
        "deposit": "定金",
        "delivery": "到货",
        "progress": "进度",
        "acceptance": "验收",
        "settlement": "结算",
        "service": "服务",
        "final": "尾款",
        "retention": "质保",
        "late-interest": "逾期利息",
    }
}
"""By language; English has them as they are, and so has a phase of the house's own."""

ACCESS: Final = "access: "
"""What the label of a request for access begins with; a role follows, the title of a group, or one permission."""
REQUEST: Final[Mapping[str, str]] = {"zh": "权限申请（{}）", "en": "Request for access ({})"}
NAMELESS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {"only": "单项权限", "group": "角色组"},
    "en": {"only": "a single permission", "group": "a group of roles"},
}
"""By language, what is asked for where it has no name that a reader knows: by the word before its point."""
ROLES: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "administrator": "管理员",
        "system_administrator": "系统管理员",
        "security_administrator": "安全管理员",
        "auditor": "审计员",
        "salesperson": "销售员",
        "drafter": "起草人",
        "approver": "审批人",
        "legal": "法务",
        "buyer": "采购员",
        "cashier": "出纳",
        "accountant": "会计",
        "asset_keeper": "资产管理员",
        "service_desk": "客服",
        "manager": "经理",
        "operator": "运维员",
        "service": "服务",
    }
}
"""The roles that an installation starts with, by language; English has them with blanks, a group has its title."""


def spoken(facts: Mapping[str, str], locale: str, zone: ZoneInfo = INSTALLATION_ZONE) -> dict[str, str]:
    """The same facts in the words of the locale; what can't be read as what its name says stays as it is."""
    return {name: _spoken(name, value, Locale.parse(locale, sep="-"), zone) for name, value in facts.items()}


def _spoken(name: str, value: str, locale: Locale, zone: ZoneInfo) -> str:
    if found := MONEY.match(value):
        return format_currency(Decimal(found[1]), found[2], locale=locale)
    if name == "phase":
        return PHASES.get(locale.language, {}).get(value, value)
    if name == "label" and value.startswith(ACCESS):
        return _access(value.removeprefix(ACCESS), locale.language)
    try:
        if name.endswith(DAYS):
            return format_date(date.fromisoformat(value), "medium", locale=locale)
        if name.endswith(MOMENTS):
            return format_datetime(datetime.fromisoformat(value), "medium", tzinfo=zone, locale=locale)
    except ValueError:
        return value
    return value


def _access(role: str, language: str) -> str:
    spoken_in = language if language in REQUEST else "en"
    nameless = NAMELESS[spoken_in].get(role.partition(".")[0]) if "." in role else None
    return REQUEST[spoken_in].format(nameless or ROLES.get(spoken_in, {}).get(role, role.replace("_", " ")))
