"""The form of a rule: what it begins with, and the definition that it says."""

from collections.abc import Mapping
from typing import Any, Final

from services.portal.pages.administration.rules.saying import CHANNELS
from services.portal.pages.administration.rules.seen import Rule
from services.portal.pages.drafting.fields import Fields

WHOLE: Final = ("delay_minutes", "days")


def fields_of(rule: Rule) -> Fields:
    """What the form shows before anything is typed."""
    said = rule.says
    fields = {
        "enabled": "yes" if rule.enabled else "",
        "outcome": said.outcome,
        "sending": said.sending,
        "condition": said.condition,
        "days": str(said.days),
        "delay_minutes": str(said.delay_minutes),
    }
    fields |= {f"channels-{one}": "yes" for one in said.channels}
    fields |= {f"to-{at}": "yes" for at in range(len(said.to))}
    return fields


def definition_by(rule: Rule, fields: Mapping[str, str]) -> dict[str, Any]:
    """The definition as the form says it; what no form asks for stays. A figure that is none goes as it was typed, for
    the service to refuse.
    """
    said = {**rule.definition}
    said |= {name: fields[name] for name in ("outcome", "sending") if fields.get(name)}
    said["condition"] = fields.get("condition", "")
    said["channels"] = [one for one in CHANNELS if fields.get(f"channels-{one}") == "yes"]
    said |= {name: _whole(fields[name]) for name in WHOLE if name in fields}
    told = [one for at, one in enumerate(rule.definition["to"]) if fields.get(f"to-{at}") == "yes"]
    managed = {one["field"] for one in told if one["kind"] == "manager"}
    if fields.get("managers") == "yes":
        asked = [one["field"] for one in told if one["kind"] == "owner" and one["field"] not in managed]
        told += [{"kind": "manager", "field": field} for field in dict.fromkeys(asked)]
    person = fields.get("person", "")
    if person and all(one.get("person") != person for one in told):
        told.append({"kind": "person", "person": person})
    said["to"] = told
    return said


def _whole(text: str) -> int | str:
    text = text.strip() or "0"
    return int(text) if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() else text
