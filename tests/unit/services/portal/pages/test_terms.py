"""Codes that pages show have words."""

import importlib
from pathlib import Path

import pytest

from services.contract.imports.retail import TITLE
from services.portal.pages.access.meanings import MEANINGS as OF_PERMISSIONS
from services.portal.pages.administration.roles.meanings import MEANINGS
from services.portal.pages.frame.facts import FACTS, fact_of, kind_of
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.titles import TITLES, titled
from services.portal.role.shipped import SHIPPED
from services.scoring.folding.fact_tables import MODELS
from shared.settings import PORTS
from shared.web.app import listed_of


@pytest.mark.parametrize("service", sorted(PORTS))
def test_every_service_its_readers_and_its_jobs_have_a_name(service: str):
    declared = importlib.import_module(f"services.{service}.app").SERVICE
    readers = {consumer.name for consumer in declared.consumers}
    assert {service, *declared.deadlines, *readers} - TERMS.keys() == set()


def test_every_read_model_has_a_name():
    assert MODELS.keys() - TERMS.keys() == set()


def test_what_roles_are_for_is_translated_as_the_service_says_it():
    assert {role.meaning for role in SHIPPED.values()} == MEANINGS


PUBLISHED = Path(__file__).parents[5] / "shared" / "schemas"


def test_every_published_fact_has_words_for_the_log_and_nothing_else_has():
    names = {file.name.rpartition(".v")[0] for file in PUBLISHED.glob("*/*.v*.json")}
    assert names == FACTS.keys()


def test_a_fact_goes_by_the_same_words_in_every_version():
    assert fact_of("contract.signed.v1") == fact_of("contract.signed.v12") == "Contract signed"
    assert fact_of("not.known.v1") == "not.known.v1"


def test_a_stream_goes_by_its_kind_and_other_texts_by_none():
    assert kind_of("legal_entity-01a20297-d594-760d-aaa8-c3a76210078e") == "Legal entity"
    assert kind_of("GET /v1/staff-imports") == ""


@pytest.mark.parametrize("service", sorted(PORTS))
def test_what_permissions_allow_is_translated_as_each_service_says_it(service: str):
    declared = importlib.import_module(f"services.{service}.app").SERVICE
    assert set(listed_of(declared).values()) - OF_PERMISSIONS == set()


def test_what_the_product_calls_a_contract_is_translated():
    assert TITLE in TITLES
    assert titled(TITLE, str.upper) == TITLE.upper()
