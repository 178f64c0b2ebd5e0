from services.portal.pages.drafting.seen import Standard
from services.portal.pages.library.forms import (
    clause_body,
    fields_of_clause,
    fields_of_template,
    places_of,
    template_body,
)
from services.portal.pages.library.seen import TemplateVersion

VARIABLE = {"name": "damages", "kind": "number", "required": True, "least": "5", "most": "30", "default": "20"}
CLAUSE = {
    "clause_id": "c",
    "code": "LIAB",
    "risk": "high",
    "state": "approved",
    "newest": 1,
    "approved": 1,
    "retired": False,
    "approval_id": None,
    "words": [{"language": "zh", "heading": "违约责任", "text": "违约金{{ damages }}%。"}],
    "variables": [VARIABLE],
    "others": [{"kind": "fallback", "clause_id": "d"}],
    "version": 3,
}
TEMPLATE = {
    "template_version": 1,
    "published": True,
    "content_hash": "f",
    "template_id": "t",
    "type_id": "y",
    "name": "Purchase",
    "mode": "ours",
    "language": "zh",
    "clauses": [
        {"clause": "1", "title": "标的", "risk": "low", "text": "供应{{ goods }}。"},
        {"clause": "7", "title": "违约责任", "risk": "high", "clause_id": "c", "text": "x", "condition": "damages > 5"},
    ],
    "variables": [{"name": "kind", "kind": "choice", "required": False, "choices": ["A", "B"]}],
    "variant_of": None,
    "deviations": [],
}


def test_a_clause_that_nobody_changed_is_said_as_it_was():
    body = clause_body(fields_of_clause(Standard.model_validate(CLAUSE)))
    assert body == {
        "code": "LIAB",
        "risk": "high",
        "words": CLAUSE["words"],
        "variables": [{**VARIABLE, "choices": []}],
        "others": CLAUSE["others"],
    }


def test_a_template_names_its_standard_clauses_and_says_only_its_own_words():
    body = template_body(fields_of_template(TemplateVersion.model_validate(TEMPLATE)))
    assert body["clauses"] == [
        {"clause": "1", "condition": None, "title": "标的", "text": "供应{{ goods }}。", "risk": "low"},
        {"clause": "7", "condition": "damages > 5", "clause_id": "c", "title": "违约责任"},
    ]
    [variable] = body["variables"]
    assert (variable["choices"], variable["required"]) == (["A", "B"], False)
    assert (body["type_id"], body["mode"], body["language"]) == ("y", "ours", "zh")


def test_rows_that_say_nothing_are_none_and_places_lead_back_to_the_form():
    fields = {"clause-0-clause": "", "clause-3-clause": "9", "variable-1-name": "x"}
    assert [one["clause"] for one in template_body(fields)["clauses"]] == ["9"]
    assert places_of(fields, "clause", "clauses") == {"/clauses/0": "clause-3"}
