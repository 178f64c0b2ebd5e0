"""Every refusal that a service can answer with has a sentence for its readers; what has none says so."""

import importlib
import re

import pytest

from services.portal.pages.frame.reasons import FORMS, OWN_WORDS, REASONS, field_of, reason_of
from services.portal.pages.frame.refusals import PLACES, PREFIX, SENTENCES, UNKNOWN, problem_of, sentence_of
from services.portal.pages.frame.words import translations
from services.portal.unit.aggregate import UnitNotEmptyError
from shared.settings import PORTS
from shared.values.errors import InvalidFieldError
from shared.values.identifiers import REASONS as OF_IDENTIFIERS
from shared.web.openapi import problem_types

HAN = re.compile("[\u4e00-\u9fff]")


def chinese(message: str) -> str:
    return translations("zh-CN").gettext(message)


@pytest.mark.parametrize("service", sorted(PORTS))
def test_every_problem_type_of_the_openapi_documents_has_its_sentence_in_both_languages(service: str):
    importlib.import_module(f"services.{service}.app")
    types = problem_types(service)
    assert len(types) > 20
    assert [one for one in types if one.removeprefix(PREFIX) not in SENTENCES] == []
    for one in types:
        sentence = SENTENCES[one.removeprefix(PREFIX)]
        assert HAN.search(chinese(sentence)), sentence
        assert sorted(PLACES.findall(chinese(sentence))) == sorted(PLACES.findall(sentence)), sentence


def test_no_sentence_is_kept_for_a_problem_that_nobody_answers_with():
    for service in PORTS:
        importlib.import_module(f"services.{service}.app")
    known = {one.removeprefix(PREFIX) for service in PORTS for one in problem_types(service)}
    assert SENTENCES.keys() - known == {"unanswered"}


def test_a_refusal_is_told_with_its_figures_in_the_reader_s_words():
    money = {"amount": "113000.00", "currency": "CNY"}
    over = {"type": f"{PREFIX}order-over-contract", "detail": "The orders would exceed…", "limit": money}
    assert sentence_of(over, "en") == "The orders would exceed the contract's total of CN¥113,000.00."
    assert "¥113,000.00" in sentence_of(over, "zh-CN")
    now = {"type": f"{PREFIX}not-possible-now", "detail": "X is not possible while draft.", "state": "draft"}
    assert chinese("draft") in sentence_of(now, "zh-CN")


def test_each_field_at_fault_is_named_with_its_reason():
    errors = [
        {"pointer": "/new_password", "detail": "Field required"},
        {"pointer": "/contacts/3/email", "detail": "the check digit does not match"},
        {"pointer": "", "detail": "String should have at most 64 characters"},
    ]
    told = sentence_of({"type": f"{PREFIX}invalid-input", "errors": errors}, "en")
    assert "New password: it is missing." in told
    assert "E-mail: the check digit does not match." in told
    assert told.endswith("it has at most 64 characters")
    field = problem_of(InvalidFieldError("/until", "The day is over."))
    assert sentence_of(field, "zh-CN").endswith(f"{chinese('Until')}：{chinese('The day is over.')}。")
    assert sentence_of(problem_of(UnitNotEmptyError()), "en") == "Active units hang below this one."


def test_what_has_no_words_here_is_told_in_the_service_s_own_and_said_to_be():
    strange = {"type": f"{PREFIX}eclipse", "detail": "The moon stands before the sun."}
    assert sentence_of(strange, "en") == "It was refused: The moon stands before the sun."
    said = sentence_of(strange, "zh-CN")
    assert "The moon stands before the sun." in said
    assert said == chinese(UNKNOWN) % {"words": chinese(OWN_WORDS) % {"words": strange["detail"]}}
    incomplete = {"type": f"{PREFIX}order-over-contract", "detail": "Too much."}
    assert "Too much." in sentence_of(incomplete, "zh-CN")
    assert "502" in sentence_of({"status": 502}, "zh-CN")


def test_every_reason_has_its_words_and_each_form_fills_in_what_it_caught():
    for reason in {*REASONS, *(words for _, words in FORMS)}:
        assert HAN.search(chinese(reason)), reason
        assert sorted(PLACES.findall(chinese(reason))) == sorted(PLACES.findall(reason)), reason
    assert set(OF_IDENTIFIERS.values()) <= REASONS
    assert reason_of("No column means name.", "en") == "no column means Name"
    assert reason_of("no release in the file: it is no JSON", "zh-CN").endswith(chinese("it is no JSON"))
    assert field_of("contacts.0.phone", "zh-CN") == chinese("Phone")
    assert field_of("/unheard_of", "en") == "unheard_of"
