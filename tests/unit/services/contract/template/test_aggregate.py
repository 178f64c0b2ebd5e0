from datetime import date
from typing import Any

import pytest

from services.contract.review.commands import CloseReview, Retire, Submit
from services.contract.review.outcome import OtherReviewError
from services.contract.template.aggregate import (
    TEMPLATE,
    DraftTemplate,
    decide,
)
from services.contract.template.events import (
    Clause,
    Deviation,
    TemplateDrafted,
    TemplatePublished,
    TemplateRetired,
    TemplateReturned,
    TemplateSubmitted,
    VariantOf,
)
from services.contract.text.variables import Variable
from shared.eventstore.event import Event
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(TEMPLATE, decide)
PRICE = Clause(clause="2", title="Price", risk="high", text_hash="a" * 64, text_size=20)
TERM = Clause(clause="3", title="Term", risk="low", text_hash="b" * 64, text_size=30)
LAW = Clause(clause="9", title="Law", risk="medium", text_hash="c" * 64, text_size=30)
DAYS = Variable(name="days", kind="number", required=True)
TODAY = date(2026, 3, 2)


def wanted(**changes: Any) -> DraftTemplate:
    said = {"template_id": "t", "type_id": "purchase", "name": "Goods", "clauses": (PRICE, TERM), "variables": (DAYS,)}
    return DraftTemplate(**{**said, **changes})


def drafted(number: int, **changes: Any) -> TemplateDrafted:
    [event] = decide(TEMPLATE.initial, wanted(**changes))
    assert isinstance(event, TemplateDrafted)
    return event.model_copy(update={"version": number})


def submitted(number: int, **changes: Any) -> TemplateSubmitted:
    content = drafted(number, **changes).content_hash
    return TemplateSubmitted(template_id="t", version=number, round=1, approval_id="r", content_hash=content)


def published(number: int, **changes: Any) -> TemplatePublished:
    return TemplatePublished.model_validate(drafted(number, **changes).model_dump())


def to_version(number: int) -> tuple[Event, ...]:
    words = [{"clauses": (PRICE.model_copy(update={"text_size": each}),)} for each in range(1, number + 1)]
    return tuple(
        event
        for each, said in enumerate(words, 1)
        for event in (drafted(each, **said), submitted(each, **said), published(each, **said))
    )


def test_the_first_draft_is_version_1_and_review_publishes_what_was_drafted():
    given().when(wanted()).then(drafted(1))
    given(drafted(1)).when(Submit("r")).then(submitted(1))
    closing = CloseReview("r", drafted(1).content_hash, "approved")
    given(drafted(1), submitted(1)).when(closing).then(published(1))


def test_each_further_draft_is_the_next_version_with_its_own_clauses():
    given(*to_version(2)).when(wanted(clauses=(TERM,))).then(drafted(3, clauses=(TERM,)))
    assert TEMPLATE.fold([*to_version(2), drafted(3, clauses=(TERM,))]).version == 2


def test_templates_published_before_there_was_a_review_go_on():
    old = published(1).model_copy(update={"content_hash": ""})
    given(old).when(wanted(clauses=(TERM,))).then(drafted(2, clauses=(TERM,)))


def test_a_rejected_or_withdrawn_version_is_a_draft_again():
    for outcome in ("rejected", "withdrawn"):
        back = TemplateReturned.model_validate(
            {"template_id": "t", "version": 1, "approval_id": "r", "outcome": outcome}
        )
        given(drafted(1), submitted(1)).when(CloseReview("r", drafted(1).content_hash, outcome)).then(back)
    given(drafted(1), submitted(1), back).when(wanted(name="Other goods")).then(drafted(1, name="Other goods"))


def test_a_decision_of_another_review_or_over_other_words_counts_for_nothing():
    for closing in (CloseReview("x", drafted(1).content_hash, "approved"), CloseReview("r", "f" * 64, "approved")):
        given(drafted(1), submitted(1)).when(closing).fails(OtherReviewError)


def test_nothing_is_changed_while_it_is_under_review_nor_after_its_end():
    gone = TemplateRetired(template_id="t", reason="no longer used", effective_on=TODAY)
    given(published(1)).when(Retire("no longer used", TODAY)).then(gone)
    for command in (wanted(name="x"), Submit("r2"), Retire("no longer used", TODAY)):
        given(drafted(1), submitted(1)).when(command).fails(NotPossibleNowError)
        given(published(1), gone).when(command).fails(NotPossibleNowError)


def test_a_variant_is_told_where_it_departs_and_with_which_risk():
    changed = PRICE.model_copy(update={"text_hash": "d" * 64, "risk": "low"})
    variant = {"mode": "variant", "variant_of": VariantOf(template_id="global", version=3)}
    [event] = decide(TEMPLATE.initial, wanted(**variant, base=(PRICE, TERM), clauses=(changed, LAW)))
    assert isinstance(event, TemplateDrafted)
    assert event.deviations == (
        Deviation(clause="2", departure="changed", risk="high"),
        Deviation(clause="9", departure="added", risk="medium"),
        Deviation(clause="3", departure="omitted", risk="low"),
    )


def test_an_event_names_the_words_of_a_clause_by_their_hash_alone():
    clause = published(1).model_dump(mode="json", exclude_none=True)["clauses"][0]
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


def test_a_template_keeps_its_type_and_mode():
    given(published(1)).when(wanted(type_id="sales")).fails(InvalidFieldError)
    given(published(1)).when(wanted(mode="paper")).fails(InvalidFieldError)
