"""The steps in which contracts of a type are approved, and what their submission names: rows of a form, and what the
service takes of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from services.portal.pages.drafting.fields import Fields, Said, figure, rows_of
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.words import N_

Kind = Literal["text", "count", "hours", "money", "tick", "checks", "codes", "people", "units", "unit"]
ROW: Final = "step"
NEEDS: Final = {
    "any": N_("one of those asked"),
    "all": N_("all who are asked"),
    "count": N_("as many as said beside"),
}
REVIEWS: Final = {code: TERMS[code] for code in ("business", "legal", "finance", "executive")}
DIRECTIONS: Final = {code: TERMS[code] for code in ("purchase", "sales")}
STEP: Final[Mapping[str, Kind]] = {
    "step": "text",
    "stage": "count",
    "review": "text",
    "unit": "unit",
    "permission": "text",
    "from_amount": "money",
    "below_amount": "money",
    "sum_with_party": "tick",
    "related_party": "tick",
    "risk": "text",
    "directions": "checks",
    "grades": "codes",
    "unless_grades": "codes",
    "units": "units",
    "persons": "people",
    "need": "text",
    "count": "count",
    "limit_hours": "hours",
    "remind_hours": "hours",
    "escalate_to": "people",
    "hand_on_hours": "hours",
    "hand_on_to": "people",
}
"""What a step says, by the names that the service has for it, and how a form asks for it. Of people and units those
stay whose box is ticked (`step-0-persons-{id}`), and who was found is added (`step-0-persons`).
"""
NAMED: Final = "reference"
REFERENCE: Final[Mapping[str, Kind]] = {"kind": "text", "from_amount": "money", "related_party": "tick"}
"""What is said of something that a submission has to name."""
TOLD_BY: Final = {ROW: ("step",), NAMED: ("kind",)}
"""The field without which a row is none."""
SHOWN: Final = ("step", "stage", "review", "unit", "from_amount", "limit_hours")
"""What stands in the row itself; the rest is folded away while it says nothing."""
USUAL: Final[Mapping[str, Any]] = {"need": "any", "count": 1}
"""What a row says that nobody wrote anything into."""


def numbers(fields: Mapping[str, str], kind: str = ROW) -> list[int]:
    """The rows that name a step, or what is to be named, in order; one without a name is none."""
    return rows_of(fields, kind, TOLD_BY[kind])


def fields_of_route(route: Sequence[Mapping[str, Any]]) -> Fields:
    """The form that says what the route says."""
    fields: Fields = {}
    for at, row in enumerate(sorted(route, key=lambda one: one["stage"])):
        for name, kind in STEP.items():
            fields |= _shown(f"{ROW}-{at}-{name}", kind, row.get(name))
    return fields


def fields_of_references(references: Sequence[Mapping[str, Any]]) -> Fields:
    """The form that says what has to be named."""
    fields: Fields = {}
    for at, row in enumerate(references):
        for name, kind in REFERENCE.items():
            fields |= _shown(f"{NAMED}-{at}-{name}", kind, row.get(name))
    return fields


def _shown(place: str, kind: Kind, value: Any) -> Fields:
    match kind:
        case _ if not value:
            return {}
        case "money":
            return {place: value["amount"], f"{place}-currency": value["currency"]}
        case "tick":
            return {place: "yes"}
        case "codes":
            return {place: ", ".join(value)}
        case "checks" | "people" | "units":
            return {f"{place}-{one}": "yes" for one in value}
        case _:
            return {place: str(value)}


def route_by(fields: Mapping[str, str]) -> Said:
    """The route as the form says it, in the order of its stages, and from which row each step came."""
    said = Said(body={"route": []})
    for at in sorted(numbers(fields), key=lambda one: _whole(fields.get(f"{ROW}-{one}-stage", ""))):
        place = f"{ROW}-{at}"
        said.places[f"/route/{len(said.body['route'])}"] = place
        made = {name: _said(f"{place}-{name}", kind, fields) for name, kind in STEP.items()}
        said.body["route"].append({name: value for name, value in made.items() if value != ""})
    return said


def references_by(fields: Mapping[str, str]) -> Said:
    """What has to be named as the form says it, and from which row each came."""
    said = Said(body={"required_references": []})
    for at in numbers(fields, NAMED):
        place = f"{NAMED}-{at}"
        said.places[f"/required_references/{len(said.body['required_references'])}"] = place
        row = {name: _said(f"{place}-{name}", kind, fields) for name, kind in REFERENCE.items()}
        said.body["required_references"].append(row)
    return said


def _said(place: str, kind: Kind, fields: Mapping[str, str]) -> Any:
    typed = fields.get(place, "")
    match kind:
        case "money":
            return {"amount": figure(typed), "currency": fields.get(f"{place}-currency") or "CNY"} if typed else None
        case "tick":
            return typed == "yes"
        case "hours":
            return _typed(typed) if typed else None
        case "count":
            return _typed(typed)
        case "codes":
            return [one.strip() for one in typed.replace("，", ",").replace("、", ",").split(",") if one.strip()]
        case "checks":
            return [one for one in DIRECTIONS if fields.get(f"{place}-{one}") == "yes"]
        case "people" | "units":
            return list(dict.fromkeys([*kept(place, fields), *([typed] if typed else [])]))
        case "unit":
            return fields.get(f"{place}-other") or typed
        case _:
            return typed


def kept(place: str, fields: Mapping[str, str]) -> list[str]:
    """Those whose box is ticked."""
    return [one.removeprefix(f"{place}-") for one, value in fields.items() if one.startswith(f"{place}-") and value]


def named(fields: Mapping[str, str], kinds: Iterable[Kind]) -> list[str]:
    """The ids of all whom the form names, of people or of units."""
    places = [f"{ROW}-{at}-{name}" for at in numbers(fields) for name, kind in STEP.items() if kind in kinds]
    return [one for place in places for one in (*kept(place, fields), fields.get(place, "")) if one]


def says_more(fields: Mapping[str, str], place: str, wrong: Mapping[str, str]) -> bool:
    """Whether a row says, or is refused for, something that is folded away."""
    folded = [f"{place}-{name}" for name in STEP if name not in SHOWN]
    said = [one for one in folded if fields.get(one) not in (None, "", str(USUAL.get(one.removeprefix(f"{place}-"))))]
    ticked = [one for one in folded if kept(one, fields)]
    return bool(said or ticked or [one for one in folded if wrong.get(one)])


def _typed(text: str) -> int | str:
    """A whole number; what is none goes as it was typed, for the service to refuse."""
    return int(text) if text.isascii() and text.isdigit() else text


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
