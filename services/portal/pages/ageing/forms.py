"""How things are aged as the fields of a form: lists of days, and losses in percent."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from services.portal.pages.ageing.seen import Scheme

LISTS = ("buckets", "levels", "losses")
HUNDRED = Decimal(100)


def pieces(text: str) -> list[str]:
    """What stands between commas, blanks or semicolons of either script."""
    for sign in "\uff0c;\uff1b\u3001\n":
        text = text.replace(sign, ",")
    return [one for one in text.replace(" ", ",").split(",") if one]


def body_of(fields: Mapping[str, str]) -> dict[str, Any]:
    """What is laid down; what is no number stays for the service to refuse."""
    days = {name: [_number(one) for one in pieces(fields.get(name, ""))] for name in ("buckets", "levels")}
    losses = [_share(one) for one in pieces(fields.get("losses", ""))]
    whole = {name: _number(fields.get(name, "") or "0") for name in ("grace_days", "limitation_years")}
    return {"from_on": fields.get("from_on", ""), **days, "losses": losses, **whole}


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _share(text: str) -> str:
    """Percent as a share of one."""
    try:
        return format((Decimal(text.rstrip("%\uff05")) / HUNDRED).normalize(), "f")
    except InvalidOperation:
        return text


def fields_of(scheme: Scheme) -> dict[str, str]:
    """The form that says what holds."""
    return {
        "buckets": ", ".join(map(str, scheme.buckets)),
        "levels": ", ".join(map(str, scheme.levels)),
        "losses": ", ".join(format((one * HUNDRED).normalize(), "f") for one in scheme.losses),
        "grace_days": str(scheme.grace_days),
        "limitation_years": str(scheme.limitation_years),
    }
