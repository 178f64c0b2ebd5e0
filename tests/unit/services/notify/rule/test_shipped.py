"""Every rule that ships hears what is published, and names nothing that its event does not tell."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.notify.rule.definition import Definition
from services.notify.rule.shipped import SHIPPED
from services.notify.rule.triggers import OWN, TRIGGERS
from services.notify.telling.planning import Fact, applies
from services.notify.template.catalogue import TEMPLATES

SCHEMAS = Path(__file__).parents[5] / "shared" / "schemas"


def published(event: str) -> list[dict[str, Any]]:
    """The schema of an event in every service that a rule hears it from."""
    services = [service for service, types in {**TRIGGERS, "notify": OWN}.items() if event in types]
    assert services, f"nobody is heard that publishes {event}"
    return [json.loads((SCHEMAS / service / f"{event}.json").read_text(encoding="utf-8")) for service in services]


def tells(schema: dict[str, Any], path: str) -> bool:
    return path.partition(".")[0] in schema["properties"]


def named(rule: Definition) -> set[str]:
    """The fields of its event that a rule and its template name."""
    to = {field for one in rule.to for field in (one.field, one.permission_field) if field}
    own = {rule.subject, *rule.occasion, *to, *TEMPLATES[rule.template].needs.values()}
    return own | {field for field in (rule.about, rule.date_field) if field}


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda one: one.code)
def test_a_rule_names_only_what_its_event_tells_and_ends_by_what_is_heard(rule: Definition):
    for schema in published(rule.on):
        assert {field for field in named(rule) if not tells(schema, field)} == set()
        for ending in rule.ends:
            assert [field for field in ending.same if not tells(schema, field)] == []
    for ending in rule.ends:
        asked = [*ending.same, *ending.where, *([ending.naming] if ending.naming else [])]
        assert all(tells(schema, field) for schema in published(ending.event) for field in asked)


def test_codes_are_told_apart_and_every_text_is_there_in_both_languages():
    codes = [rule.code for rule in SHIPPED]
    assert len(codes) == len(set(codes))
    assert {frozenset(TEMPLATES[rule.template].texts) for rule in SHIPPED} == {frozenset({"zh-CN", "en"})}


def heard(code: str, **data: Any) -> bool:
    rule = next(one for one in SHIPPED if one.code == code)
    return applies(rule, Fact(rule.on, "arrears-1@1", {"contract_id": "1", **data}, ""))


@pytest.mark.parametrize(
    ("level", "before", "owner", "manager"), [(1, 0, True, False), (3, 2, True, True), (1, 3, False, False)]
)
def test_the_owner_hears_of_every_level_of_dunning_that_begins_and_the_manager_of_heavy_ones(
    level: int, before: int, owner: bool, manager: bool
):
    said = {"level": level, "before": before}
    assert (heard("arrears-level", **said), heard("arrears-severe", **said)) == (owner, manager)
