"""What a type of company begins with is what the services take."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from services.asset.asset_class.schemas import ClassBody
from services.contract.ageing.schemas import AgeingBody
from services.contract.setting.aggregate import LayDown, Setting
from services.contract.setting.aggregate import decide as decide_setting
from services.contract.setting.schemas import SettingBody
from services.contract.type.aggregate import ContractType, DefineType
from services.contract.type.aggregate import decide as decide_type
from services.contract.type.schemas import TypeBody
from services.customer.service_plan.events import Grade
from services.customer.service_plan.schemas import ServicePlanBody
from services.notify.rule.shipped import SHIPPED
from services.portal.company.events import Customers, Offer
from services.portal.pages.first_steps.bodies import Defaults
from services.portal.pages.first_steps.defaults import TABLE
from services.scoring.credit.schemas import SchemeBody
from services.scoring.credit.scheme import SHIPPED as SHIPPED_SCHEME
from services.scoring.credit.scheme import check_scheme

RULES = {rule.code: rule for rule in SHIPPED}


def test_every_type_of_company_has_its_defaults():
    assert set(TABLE) == {(customers, offer) for customers in Customers for offer in Offer}


@pytest.mark.parametrize("defaults", TABLE.values(), ids=["-".join(kind) for kind in TABLE])
def test_the_services_take_what_is_laid_down(defaults: Defaults):
    for one in defaults.types:
        rules = TypeBody.model_validate_json(json.dumps(one.body(str))).rules("01a20297-d594-760d-aaa8-c3a76210078e")
        assert decide_type(ContractType(), DefineType(rules)) == [rules]
        cap = SettingBody.model_validate_json(json.dumps(one.cap(date(2026, 3, 1)))).fact()
        assert (cap.type_code, decide_setting(Setting(), LayDown(cap))) == (one.code, [cap])
    ageing = AgeingBody.model_validate_json(json.dumps(defaults.ageing.body(date(2026, 3, 1)))).fact()
    assert len(ageing.losses) == len(ageing.buckets) + 2
    shipped = SHIPPED_SCHEME.model_dump(mode="json")
    scheme = SchemeBody.model_validate_json(json.dumps(defaults.grading.body(shipped, date(2026, 3, 1)))).fact()
    check_scheme(scheme)
    assert scheme.grades == SHIPPED_SCHEME.grades
    assert [(one.code, one.bands) for one in scheme.indicators] == [
        (one.code, one.bands) for one in SHIPPED_SCHEME.indicators
    ]
    weights = {one.code: str(one.weight) for one in scheme.indicators if one.parent is None}
    assert weights == defaults.grading.weights
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


def test_standard_work_begins_from_what_legal_approved_and_framework_contracts_agree_on_prices():
    types = {one.code: one for defaults in TABLE.values() for one in defaults.types}
    assert set(types["standard-sale"].ways) == {"template", "copy"}
    assert {one.code for one in types.values() if one.amount_kind != "fixed"} == {"framework-sale"}
    assert {one.code for one in types.values() if one.stamp == "hired_work"} == {"project-sale", "service-sale"}


def test_many_contracts_are_decided_on_within_a_working_day():
    for (customers, _), defaults in TABLE.items():
        limits = {row.get("limit_hours") for one in defaults.types if one.direction == "sales" for row in one.route}
        assert limits == ({24} if customers is Customers.MANY else {None})


def test_the_page_names_what_is_laid_down():
    page = (Path(__file__).parents[6] / "docs" / "company-types.md").read_text()
    for defaults in TABLE.values():
        named = (*defaults.types, defaults.ageing, defaults.grading, defaults.plans)
        assert [one.name for one in named if f"*{one.name}*" not in page] == []
        shares = [f"{part} {Decimal(share):.0%}".replace("%", " %") for part, share in defaults.grading.weights.items()]
        assert [share for share in shares if share not in page] == []


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
