"""What is set and measured as the flat fields of a form: `parameter-0-name`, `point-0-method`, `actual-0-value`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.portal.pages.drafting.fields import Fields, Said, figure
from services.portal.pages.quality.seen import ControlPoint, Parameter, Part, Plan, Requirement

KINDS: Final = ("chemistry", "mechanics", "dimension", "process")
ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "parameter": ("name", "kind", "unit", "least", "most"),
    "point": ("name", "method", "frequency"),
}
NUMBERS: Final = ("least", "most")
WEIGHTS: Final = ("weight", "blank_weight", "quota")
APART: Final = re.compile(r"[\s,;\uff0c\uff1b\u3001]+")


def row_numbers(fields: Mapping[str, str], kind: str) -> list[int]:
    """The rows of a kind that say something, in order."""
    form = re.compile(rf"{kind}-([0-9]{{1,3}})-({'|'.join(ROWS[kind])})\Z")
    told = (form.match(name) for name, value in fields.items() if value)
    return sorted({int(found[1]) for found in told if found and found[2] != "kind"})


def _rows(fields: Fields, kind: str, part: str, said: Said) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for at in row_numbers(fields, kind):
        given = {name: fields.get(f"{kind}-{at}-{name}", "") for name in ROWS[kind]}
        said.places[f"/{part}/{len(rows)}"] = f"{kind}-{at}"
        rows.append({name: figure(text) if name in NUMBERS else text for name, text in given.items() if text})
    return rows


def set_in(fields: Fields) -> Said:
    """Parameters and control points, and from which row each came."""
    said = Said()
    said.body["parameters"] = _rows(fields, "parameter", "parameters", said)
    said.body["control_points"] = _rows(fields, "point", "control_points", said)
    return said


def plan_body(fields: Fields) -> Said:
    """A plan of quality control."""
    said = set_in(fields)
    said.body |= {name: fields[name] for name in ("code", "grade", "specification") if fields.get(name)}
    said.body["retired"] = fields.get("retired") == "yes"
    return said


def requirement_body(fields: Fields, line: int, files: Sequence[str]) -> Said:
    """What a line asks for; without a grade and specification of its own those of the plan."""
    said = set_in(fields)
    names = ("plan_id", "grade", "specification", "use", "remarks")
    said.body |= {name: fields[name] for name in names if fields.get(name)}
    said.body |= {"line": line, "files": list(files)}
    return said


def batch_body(fields: Fields, line: int, parameters: Sequence[Parameter]) -> Said:
    """What was measured; a parameter without a value was not."""
    said = Said(body={"line": line, "batch": fields.get("batch", ""), "quantity": figure(fields.get("quantity", ""))})
    actual: list[dict[str, str]] = []
    for at, one in enumerate(parameters):
        value = figure(fields.get(f"actual-{at}", ""))
        if value:
            said.places[f"/actual/{len(actual)}"] = f"actual-{at}"
            actual.append({"name": one.name, "value": value})
    said.body |= {"actual": actual, "defects": codes(fields.get("defects", ""))}
    if fields.get("effective_on"):
        said.body["effective_on"] = fields["effective_on"]
    said.places["/defects"] = "defects"
    return said


def codes(text: str) -> list[str]:
    """Codes with blanks or commas between them, each once."""
    return list(dict.fromkeys(one for one in APART.split(text) if one))


def part_body(fields: Fields, photo: str | None) -> dict[str, Any]:
    """A part of a customer: what it is made of, and what it takes."""
    said: dict[str, Any] = {name: fields.get(name, "") for name in ("name", "blank")}
    said |= {name: figure(fields.get(name, "")) for name in WEIGHTS}
    return {**said, "retired": fields.get("retired") == "yes", **({"photo": photo} if photo else {})}


def _fields_of_set(parameters: Sequence[Parameter], points: Sequence[ControlPoint]) -> Fields:
    fields: Fields = {}
    for at, one in enumerate(parameters):
        bounds = {name: "" if getattr(one, name) is None else f"{getattr(one, name):f}" for name in NUMBERS}
        said = {"name": one.name, "kind": one.kind, "unit": one.unit, **bounds}
        fields |= {f"parameter-{at}-{name}": value for name, value in said.items()}
    for at, point in enumerate(points):
        fields |= {f"point-{at}-{name}": getattr(point, name) for name in ROWS["point"]}
    return fields


def fields_of_plan(one: Plan) -> Fields:
    """The form that says what the plan says."""
    said = {"code": one.code, "grade": one.grade, "specification": one.specification or ""}
    retired = {"retired": "yes" if one.retired else "", "version": str(one.version)}
    return {**said, **retired, **_fields_of_set(one.parameters, one.control_points)}


def fields_of_requirement(one: Requirement) -> Fields:
    """The form that says what the line asks for: with all that is set as its own."""
    names = ("plan_id", "grade", "specification", "use", "remarks")
    return {
        **{name: getattr(one, name) or "" for name in names},
        **_fields_of_set(one.parameters, one.control_points),
    }


def fields_of_part(one: Part) -> Fields:
    said = {name: getattr(one, name) for name in ("model", "part", "name", "blank")}
    weights = {name: f"{getattr(one, name):f}" for name in WEIGHTS}
    return {**said, **weights, "retired": "yes" if one.retired else "", "version": str(one.version)}
