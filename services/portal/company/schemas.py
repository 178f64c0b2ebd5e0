"""The company type over HTTP."""

from services.portal.company.events import Customers, Offer
from shared.web.schemas import Answer, Body


class CompanyTypeBody(Body):
    customers: Customers
    offer: Offer


class CompanyTypeAnswer(Answer):
    """Null where nothing was chosen yet."""

    customers: Customers | None
    offer: Offer | None


class CompanyTypeMade(Answer):
    version: int
