"""What a contract lays down beyond itself: that its term begins anew, and what it allows to contracts under it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Fields = Mapping[str, str]

RENEWAL: Final[Mapping[str, str]] = {
    "months": "renewal_months",
    "notice_days": "renewal_notice_days",
    "times": "renewal_times",
}
"""The parts of a renewal, and the fields that they are typed in."""
MASTER: Final[Mapping[str, str]] = {
    "/master/cap": "master_cap",
    "/master/cap/amount": "master_cap",
    "/master/cap/currency": "master_cap",
    "/master/open_clauses": "master_open",
    "/master/units": "master_units",
}
"""Where a master's terms are refused, and the fields that they are typed in."""


def renewal_in(fields: Fields) -> dict[str, Any] | None:
    """How the term begins anew; None where it does not."""
    told = {name: fields.get(field, "") for name, field in RENEWAL.items()}
    if not told["months"]:
        return None
    return {name: int(text) if text.isascii() and text.isdigit() else text for name, text in told.items() if text}


def master_in(
    fields: Fields, currency: str, rows: list[int], figure: Callable[[str], str], places: dict[str, str]
) -> dict[str, Any] | None:
    """What a master contract lays down; None of a contract that is none. `rows` are those of its quantities."""
    if not fields.get("master_cap"):
        return None
    places.update(MASTER)
    quantities: list[dict[str, str]] = []
    for at in rows:
        places[f"/master/quantities/{len(quantities)}"] = f"cap-{at}"
        row = {"product_code": fields.get(f"cap-{at}-product_code", "")}
        quantities.append({**row, "quantity": figure(fields.get(f"cap-{at}-quantity", ""))})
    return {
        "cap": {"amount": figure(fields["master_cap"]), "currency": currency},
        "quantities": quantities,
        "open_clauses": _listed(fields.get("master_open", "")),
        "units": _listed(fields.get("master_units", "")),
    }


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.replace("，", ",").replace("、", ",").split(",") if one.strip()]


def binding_fields(figures: Mapping[str, Any]) -> dict[str, str]:
    """The fields that say what a document's figures say."""
    fields: dict[str, str] = {}
    renewal, master = figures.get("renewal"), figures.get("master")
    if renewal:
        fields |= {field: str(renewal[name]) for name, field in RENEWAL.items() if renewal.get(name) is not None}
    if master:
        fields |= {
            "master_cap": str(master["cap"]["amount"]),
            "master_open": ", ".join(master["open_clauses"]),
            "master_units": ",".join(master["units"]),
        }
        for at, row in enumerate(master["quantities"]):
            fields |= {f"cap-{at}-product_code": row["product_code"], f"cap-{at}-quantity": str(row["quantity"])}
    if figures.get("under"):
        fields["master_id"] = str(figures["under"])
        fields["country"] = str(figures.get("country") or "")
    return fields
