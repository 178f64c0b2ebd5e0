import pytest

from services.portal.company.aggregate import COMPANY, ChooseCompanyType, decide
from services.portal.company.events import CompanyTypeChosen, Customers, Offer
from services.portal.pages.first_steps.defaults import TABLE
from shared.testing.given import specification

given = specification(COMPANY, decide)
CHOSEN = CompanyTypeChosen(unit_id="hq", customers=Customers.FEW, offer=Offer.CUSTOM)


def test_a_type_is_chosen_and_another_one_later_but_not_the_same_twice():
    given().when(ChooseCompanyType("hq", Customers.FEW, Offer.CUSTOM)).then(CHOSEN)
    given(CHOSEN).when(ChooseCompanyType("hq", Customers.FEW, Offer.CUSTOM)).then()
    many = CHOSEN.model_copy(update={"customers": Customers.MANY})
    given(CHOSEN).when(ChooseCompanyType("hq", Customers.MANY, Offer.CUSTOM)).then(many)


@pytest.mark.parametrize("customers", list(Customers))
@pytest.mark.parametrize("offer", list(Offer))
def test_every_type_of_company_has_defaults_with_a_sale_and_a_purchase(customers: Customers, offer: Offer):
    directions = [one.direction for one in TABLE[customers, offer].types]
    assert sorted(directions) == ["purchase", "sales"]
