from typing import Any

import pytest

from services.contract.template.aggregate import TEMPLATE, PublishTemplate, decide
from services.contract.template.events import Clause, TemplatePublished
from services.contract.text.variables import Variable
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(TEMPLATE, decide)
PRICE = Clause(clause="2", title="Price", risk="high", text_hash="a" * 64, text_size=20)
TERM = Clause(clause="3", title="Term", risk="low", text_hash="b" * 64, text_size=30)
DAYS = Variable(name="days", kind="number", required=True)


def wanted(**changes: Any) -> PublishTemplate:
    said = {"template_id": "t", "type_id": "purchase", "name": "Goods", "clauses": (PRICE, TERM), "variables": (DAYS,)}
    return PublishTemplate(**{**said, **changes})


def published(version: int, **changes: Any) -> TemplatePublished:
    said = {"template_id": "t", "type_id": "purchase", "name": "Goods", "clauses": (PRICE, TERM), "variables": (DAYS,)}
    return TemplatePublished.model_validate({**said, "version": version, **changes})


def test_the_first_publication_is_version_1():
    given().when(wanted()).then(published(1))


def test_each_further_publication_is_the_next_version_with_its_own_clauses():
    given(published(1), published(2)).when(wanted(clauses=(TERM,))).then(published(3, clauses=(TERM,)))


def test_an_event_names_the_words_of_a_clause_by_their_hash_alone():
    clause = published(1).model_dump(mode="json")["clauses"][0]
    assert clause == {"clause": "2", "title": "Price", "risk": "high", "text_hash": "a" * 64, "text_size": 20}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"clauses": (PRICE, TERM, PRICE.model_copy(update={"title": "Another"}))}, "/clauses"),
        ({"variables": (DAYS, DAYS.model_copy(update={"kind": "text"}))}, "/variables"),
    ],
)
def test_two_clauses_or_variables_of_one_name_are_refused(changes: dict[str, Any], pointer: str):
    with pytest.raises(InvalidFieldError) as refused:
        decide(TEMPLATE.initial, wanted(**changes))
    assert refused.value.details["errors"][0]["pointer"] == pointer
    given(published(1)).when(wanted(**changes)).fails(InvalidFieldError)


def test_a_template_keeps_its_type():
    given(published(1)).when(wanted(type_id="sales")).fails(InvalidFieldError)
