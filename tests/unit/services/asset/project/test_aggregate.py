from datetime import date
from decimal import Decimal

from services.asset.project.aggregate import (
    PROJECT,
    BookCosts,
    CompleteProject,
    CostLine,
    NothingBookedError,
    OpenProject,
    OtherCurrencyError,
    SettleProject,
    decide,
)
from services.asset.project.events import ProjectCompleted, ProjectCostBooked, ProjectOpened, ProjectSettled
from services.asset.terms import CostShare
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

given = specification(PROJECT, decide)
DAY = date(2026, 3, 1)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


OPENED = ProjectOpened(project_id="p", name="Hall 3", contract_id="k", currency="CNY", effective_on=DAY)


def cost(amount: str, line: int = 1, acceptance: str = "acc-1") -> ProjectCostBooked:
    return ProjectCostBooked(
        project_id="p",
        contract_id="k",
        order_id="o",
        delivery_id="d",
        acceptance_id=acceptance,
        line=line,
        supplier_id="s",
        kind="material",
        description="racks",
        amount=cny(amount),
        effective_on=DAY,
    )


def book(amount: str, acceptance: str = "acc-1", currency: str = "CNY") -> BookCosts:
    return BookCosts(
        lines=(CostLine(1, "racks", Money.of(amount, currency)),),
        effective_on=DAY,
        contract_id="k",
        order_id="o",
        delivery_id="d",
        acceptance_id=acceptance,
        supplier_id="s",
    )


COMPLETED = ProjectCompleted(
    project_id="p",
    assets=(CostShare(asset_id="a", cost=cny("66.67")), CostShare(asset_id="b", cost=cny("33.33"))),
    effective_on=DAY,
)


def test_a_project_is_opened():
    given().when(OpenProject("p", "Hall 3", "k", "CNY", DAY)).then(OPENED)


def test_an_accepted_delivery_is_booked_once():
    given(OPENED).when(book("100")).then(cost("100"))
    given(OPENED, cost("100")).when(book("100")).then()


def test_a_cost_of_another_currency_is_refused():
    given(OPENED).when(book("100", currency="USD")).fails(OtherCurrencyError, project="CNY", given="USD")


def test_completion_shares_the_booked_cost_to_the_cent():
    two = CompleteProject((("a", Decimal(2)), ("b", Decimal(1))), DAY)
    given(OPENED, cost("100")).when(two).then(COMPLETED)


def test_completion_may_take_an_estimate_beside_the_booked_cost():
    one = CompleteProject((("a", Decimal(1)),), DAY, estimate=cny("120"))
    shares = (CostShare(asset_id="a", cost=cny("120")),)
    given(OPENED, cost("100")).when(one).then(ProjectCompleted(project_id="p", assets=shares, effective_on=DAY))


def test_a_project_without_cost_becomes_no_asset():
    given(OPENED).when(CompleteProject((("a", Decimal(1)),), DAY)).fails(NothingBookedError)


def test_an_asset_without_a_share_is_refused():
    none_for_b = CompleteProject((("a", Decimal(1)), ("b", Decimal(0))), DAY)
    given(OPENED, cost("100")).when(none_for_b).fails(InvalidFieldError)


def test_settlement_apportions_all_costs_and_names_the_difference():
    given(OPENED, cost("100"), COMPLETED, cost("10.01", acceptance="acc-2")).when(SettleProject(DAY)).then(
        ProjectSettled(
            project_id="p",
            final=(CostShare(asset_id="a", cost=cny("73.34")), CostShare(asset_id="b", cost=cny("36.67"))),
            actual=cny("110.01"),
            difference=cny("10.01"),
            effective_on=DAY,
        )
    )


def test_costs_are_no_longer_booked_after_settlement():
    settled = ProjectSettled(
        project_id="p", final=COMPLETED.assets, actual=cny("100"), difference=cny("0"), effective_on=DAY
    )
    given(OPENED, cost("100"), COMPLETED, settled).when(book("1", "acc-3")).fails(NotPossibleNowError)


def test_a_project_is_not_settled_before_its_completion():
    given(OPENED, cost("100")).when(SettleProject(DAY)).fails(NotPossibleNowError)
