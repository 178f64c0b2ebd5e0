"""What a contact does at the customer: a code that rules and lists go by, beside what it is called there."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

Role = Literal["decision_maker", "buyer", "finance", "quality", "technical", "logistics", "legal", "other"]
ROLES: Final[tuple[str, ...]] = get_args(Role)
OTHER: Final = "other"

WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("decision maker", "manager", "director", "总经理", "经理", "负责人", "决策人"), "decision_maker"),
    **dict.fromkeys(("purchaser", "purchasing", "procurement", "采购", "采购员", "采购经理"), "buyer"),
    **dict.fromkeys(("accountant", "accounting", "cashier", "财务", "会计", "出纳", "财务经理"), "finance"),
    **dict.fromkeys(("quality manager", "qa", "qc", "质量", "品质", "质检", "质量经理"), "quality"),
    **dict.fromkeys(("engineer", "technician", "技术", "工程师", "技术员", "技术经理"), "technical"),
    **dict.fromkeys(("warehouse", "transport", "shipping", "仓库", "物流", "收货", "仓管员"), "logistics"),
    **dict.fromkeys(("lawyer", "counsel", "法务", "律师"), "legal"),
}
"""Words of files, and of builds before there was a list, whose code is sure. All others are `other`."""


def told(role: str, function: str | None = None) -> tuple[str, str | None]:
    """The code of what was said, and the words: whatever is no code itself is kept as the words."""
    if role in ROLES:
        return role, function
    return WORDS.get(role.strip().lower(), OTHER), role if function is None else function
