"""Codes that pages show have words."""

import importlib

import pytest

from services.portal.pages.administration.roles.meanings import MEANINGS
from services.portal.pages.frame.terms import TERMS
from services.portal.role.shipped import SHIPPED
from services.scoring.folding.fact_tables import MODELS
from shared.settings import PORTS


@pytest.mark.parametrize("service", sorted(PORTS))
def test_every_service_its_readers_and_its_jobs_have_a_name(service: str):
    declared = importlib.import_module(f"services.{service}.app").SERVICE
    readers = {consumer.name for consumer in declared.consumers}
    assert {service, *declared.deadlines, *readers} - TERMS.keys() == set()


def test_every_read_model_has_a_name():
    assert MODELS.keys() - TERMS.keys() == set()


def test_what_roles_are_for_is_translated_as_the_service_says_it():
    assert {role.meaning for role in SHIPPED.values()} == MEANINGS
