"""What the forms of types, caps and classes say is what the services take; an untouched type is said as it is."""

import json
from typing import get_args

from services.asset.asset_class.schemas import ClassBody
from services.contract.setting.schemas import SettingBody
from services.contract.type.schemas import TypeBody
from services.contract.type.stamp import StampItem
from services.portal.pages.administration.lists.doings import (
    STAMP_ITEMS,
    class_by,
    fields_of_type,
    setting_by,
    type_by,
)
from shared.values.ids import new_id

LEGAL = {"step": "legal", "stage": 1, "review": "legal", "permission": "contract.approval.decide"}
DEFINED = TypeBody.model_validate(
    {
        "code": "purchase",
        "name": "采购",
        "direction": "purchase",
        "number_prefix": "CG",
        "match_tolerance": "0.05",
        "route": [LEGAL, {"step": "board", "stage": 2, "from_amount": {"amount": "1000000.00", "currency": "CNY"}}],
        "required_clauses": ["LIAB"],
        "required_references": [{"kind": "minutes", "related_party": True}],
    }
).rules(new_id())
RULES = DEFINED.model_dump(mode="json")


def test_a_form_that_nobody_touched_says_the_type_as_it_is():
    body = type_by(RULES, fields_of_type(RULES))
    assert TypeBody.model_validate_json(json.dumps(body)).rules(DEFINED.type_id) == DEFINED


def test_a_type_is_changed_in_what_is_asked_for_alone():
    fields = fields_of_type(RULES) | {"match_tolerance": "2.5%", "required_clauses": "LIAB，CONF", "ways-copy": ""}
    made = TypeBody.model_validate_json(json.dumps(type_by(RULES, fields | {"stamp_item": "sale"})))
    assert (str(made.match_tolerance), made.required_clauses, made.stamp_item) == ("0.025", ["LIAB", "CONF"], "sale")
    assert made.ways == ["template", "paper", "own"]
    assert made.route[1].from_amount is not None


def test_a_cap_is_typed_in_percent_days_as_days_and_nothing_lifts_it():
    typed = {"setting": "retention_cap", "type_code": "", "value": "3", "effective_on": "2026-03-01"}
    assert setting_by(typed)["value"] == "0.03"
    assert setting_by({**typed, "setting": "small_supplier_days", "value": "60"})["value"] == "60"
    assert setting_by({**typed, "value": ""})["value"] is None
    SettingBody.model_validate_json(json.dumps(setting_by(typed))).fact()


def test_a_class_has_a_leading_book_and_one_for_tax_where_its_life_is_told():
    typed = {"code": "02.07", "name": "叉车", "method": "straight_line", "periods": "96", "residual_rate": "5"}
    one = class_by(typed)
    both = class_by({**typed, "tax_periods": "48", "measure": "台", "attributes": "吨位、品牌"})
    assert [book["book"] for book in one["books"]] == ["accounting"]
    assert [(book["book"], book["periods"]) for book in both["books"]] == [("accounting", 96), ("tax", 48)]
    assert both["attributes"] == ["吨位", "品牌"]
    for said in (one, both):
        ClassBody.model_validate_json(json.dumps(said))


def test_every_item_of_stamp_duty_can_be_chosen():
    assert STAMP_ITEMS.keys() == set(get_args(StampItem))
