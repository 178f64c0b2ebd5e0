from services.portal.pages.requirements.fields import (
    concession_body,
    fields_of_limits,
    questionnaire_body,
    questions_in,
    row_numbers,
    standard_body,
)
from services.portal.pages.requirements.seen import Limit

ORDER = "0198c1f2-89ab-7def-8123-456789abcdef"
CARBON = {"name": "C", "kind": "chemistry", "unit": "%", "least": None, "most": "0.20"}


def test_questions_are_lines_or_where_blank_lines_part_them_paragraphs():
    assert questions_in(" Lead?\n\nCadmium,\nand mercury? \n \n") == ["Lead?", "Cadmium,\nand mercury?"]
    assert questions_in("Lead?\nCadmium?\n") == ["Lead?", "Cadmium?"]
    assert questionnaire_body({"title": "RoHS", "questions": ""}).body == {"title": "RoHS", "questions": []}


def test_limits_go_into_rows_and_come_back_as_they_were_typed():
    fields = fields_of_limits([Limit.model_validate(CARBON)])
    assert row_numbers(fields, "limit") == [0]
    typed = {**fields, "limit-7-name": "Rm", "limit-7-kind": "mechanics", "limit-7-least": "1,355", "limit-9-kind": "x"}
    said = standard_body({**typed, "code": "S"})
    assert said.body == {
        "code": "S",
        "limits": [
            {"name": "C", "kind": "chemistry", "unit": "%", "most": "0.20"},
            {"name": "Rm", "kind": "mechanics", "least": "1355"},
        ],
    }
    assert said.wrong([{"pointer": "/limits/1/name", "detail": "twice"}]) == {"limit-7-name": "twice"}


def test_a_concession_names_its_order_by_the_address_of_its_page():
    fields = {"checked_in": "order", "subject_id": f"http://x/orders/{ORDER}?a=b", "line": "2", "most": "0.22"}
    assert concession_body(fields).body == {"checked_in": "order", "subject_id": ORDER, "line": 2, "most": "0.22"}
    assert "line" not in concession_body({**fields, "checked_in": "agreement"}).body
