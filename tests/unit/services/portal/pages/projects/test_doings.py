"""What is done to projects on their page is what the asset service takes, at the stages at which it takes it."""

import json

import pytest
from pydantic import BaseModel

from services.asset.project.aggregate import CostKind, Stage
from services.asset.project.schemas import CompletionBody, CostBody, ProjectBody, SettlementBody
from services.portal.pages.doing.doing import Doing
from services.portal.pages.projects.doings import DOINGS, KINDS, OPEN_WHEN, OPENING, STAGES

TYPED = {
    "name": "二号冷库",
    "currency": "CNY",
    "description": "焊工工资",
    "amount": "3,200.00",
    "kind": "wages",
    "assets-0-kind": "A02",
    "assets-0-value": "冷库机组",
    "assets-2-kind": "A01",
    "assets-2-value": "冷库库体",
    "in_use": "2026-06-01",
    "estimate": "90000",
    "actual": "92000",
    "effective_on": "2026-06-01",
}
BODIES: list[tuple[Doing, type[BaseModel]]] = [
    (OPENING, ProjectBody),
    (DOINGS["cost"], CostBody),
    (DOINGS["complete"], CompletionBody),
    (DOINGS["settle"], SettlementBody),
]


@pytest.mark.parametrize(("doing", "shape"), BODIES, ids=[one.title for one, _ in BODIES])
def test_the_service_takes_what_a_form_says(doing: Doing, shape: type[BaseModel]):
    body = doing.body(TYPED, {})
    assert set(body) == {one.name for one in doing.fields} - {"unit_id"}
    shape.model_validate_json(json.dumps(body))


def test_assets_that_a_project_becomes_are_named_with_their_class():
    said = DOINGS["complete"].body(TYPED, {})["assets"]
    assert said == [{"class_code": "A02", "name": "冷库机组"}, {"class_code": "A01", "name": "冷库库体"}]


def test_kinds_of_costs_and_stages_are_those_of_the_service():
    assert KINDS.keys() == {kind.value for kind in CostKind}
    assert STAGES.keys() == {stage.value for stage in Stage} - {Stage.NEW.value}
    assert OPEN_WHEN.keys() < STAGES.keys()
    assert {name for names in OPEN_WHEN.values() for name in names} == DOINGS.keys()
