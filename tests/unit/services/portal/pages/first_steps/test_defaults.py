"""What a type of company begins with is what the services take."""

import json
from datetime import date

import pytest

from services.asset.asset_class.schemas import ClassBody
from services.contract.ageing.schemas import AgeingBody
from services.contract.type.schemas import TypeBody
from services.notify.rule.shipped import SHIPPED
from services.portal.company.events import Customers, Offer
from services.portal.pages.first_steps.defaults import TABLE, Defaults
from services.scoring.credit.schemas import SchemeBody
from services.scoring.credit.scheme import SHIPPED as SHIPPED_SCHEME

RULES = {rule.code: rule for rule in SHIPPED}


def test_every_type_of_company_has_its_defaults():
    assert set(TABLE) == {(customers, offer) for customers in Customers for offer in Offer}


@pytest.mark.parametrize("defaults", TABLE.values(), ids=["-".join(kind) for kind in TABLE])
def test_the_services_take_what_is_laid_down(defaults: Defaults):
    for one in defaults.types:
        assert (
            TypeBody.model_validate_json(json.dumps(one.body(str))).rules("01a20297-d594-760d-aaa8-c3a76210078e").code
            == one.code
        )
    ageing = AgeingBody.model_validate_json(json.dumps(defaults.ageing.body(date(2026, 3, 1)))).fact()
    assert len(ageing.losses) == len(ageing.buckets) + 2
    shipped = SHIPPED_SCHEME.model_dump(mode="json")
    scheme = SchemeBody.model_validate_json(json.dumps(defaults.grading.body(shipped, date(2026, 3, 1)))).fact()
    assert (scheme.indicators, scheme.grades) == (SHIPPED_SCHEME.indicators, SHIPPED_SCHEME.grades)
    assert scheme.least_settlements == defaults.grading.least_settlements
    for one in defaults.classes:
        command = ClassBody.model_validate_json(json.dumps(one.body(str))).to_command(date(2026, 3, 1))
        assert [book.leading for book in command.books] == [True, False]


@pytest.mark.parametrize("defaults", TABLE.values(), ids=["-".join(kind) for kind in TABLE])
def test_rules_that_are_changed_ship_and_mind_a_day_where_they_are_to_tell_ahead(defaults: Defaults):
    for one in defaults.rules:
        shipped = RULES[one.code]
        assert (one.days_before is not None) == (shipped.date_field is not None)


def test_many_customers_are_not_written_to_for_each_payment_and_few_are():
    silent = {kind: {one.code for one in defaults.rules if not one.tells} for kind, defaults in TABLE.items()}
    assert silent[Customers.MANY, Offer.STANDARD] == {"payment-thanks", "payment-received"}
    assert silent[Customers.FEW, Offer.CUSTOM] == set()
