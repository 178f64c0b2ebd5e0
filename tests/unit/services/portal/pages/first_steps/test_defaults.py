"""What a type of company begins with is what the services take."""

import json
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from services.asset.asset_class.schemas import ClassBody
from services.contract.ageing.schemas import AgeingBody
from services.contract.type.schemas import TypeBody
from services.customer.service_plan.events import Grade
from services.customer.service_plan.schemas import ServicePlanBody
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
    plans = [ServicePlanBody.model_validate_json(json.dumps(one.body())) for one in defaults.plans.plans]
    assert [one.grade for one in plans] == list(get_args(Grade))
    for one in defaults.classes:
        command = ClassBody.model_validate_json(json.dumps(one.body(str))).to_command(date(2026, 3, 1))
        assert [book.leading for book in command.books] == [True, False]


@pytest.mark.parametrize("defaults", TABLE.values(), ids=["-".join(kind) for kind in TABLE])
def test_rules_that_are_changed_ship_and_mind_a_day_where_they_are_to_tell_ahead(defaults: Defaults):
    for one in defaults.rules:
        shipped = RULES[one.code]
        assert (one.days_before is not None) == (shipped.date_field is not None)


@pytest.mark.parametrize("defaults", TABLE.values(), ids=["-".join(kind) for kind in TABLE])
def test_no_grade_has_more_than_a_better_one(defaults: Defaults):
    graded = [one for one in defaults.plans.plans if one.grade != "unknown"]
    days = [one.term_days for one in graded]
    limits = [Decimal(one.purchase_limit or "Infinity") for one in graded]
    discounts = [Decimal(one.discount or 1) for one in graded]
    for said in (days, limits, discounts):
        assert said == sorted(said, reverse=True)


def test_discounts_are_by_grade_where_there_is_a_list_price_and_months_are_limited_for_many():
    off = {kind: any(one.discount for one in defaults.plans.plans) for kind, defaults in TABLE.items()}
    limited = {kind: any(one.purchase_limit for one in defaults.plans.plans) for kind, defaults in TABLE.items()}
    assert off == {kind: kind[1] is Offer.STANDARD for kind in TABLE}
    assert limited == {kind: kind[0] is Customers.MANY for kind in TABLE}


def test_who_is_told_of_a_day_is_told_as_early_where_it_was_changed():
    for defaults in TABLE.values():
        days = {one.code: one.days_before for one in defaults.rules}
        assert days["obligation-due"] == days["obligation-changed-due"]


def test_many_customers_are_not_written_to_for_each_payment_and_few_are():
    silent = {kind: {one.code for one in defaults.rules if not one.tells} for kind, defaults in TABLE.items()}
    everything = {"contract-signed", "payment-thanks", "payment-received", "arrears-level"}
    assert silent[Customers.MANY, Offer.STANDARD] == everything
    assert silent[Customers.MANY, Offer.CUSTOM] == {"payment-thanks"}
    assert silent[Customers.FEW, Offer.CUSTOM] == set()
