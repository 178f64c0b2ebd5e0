from datetime import date
from decimal import Decimal

from services.contract.agreed_limit.aggregate import AGREED_LIMITS, StateLimits, decide
from services.contract.agreed_limit.events import AgreedLimitsStated
from services.contract.standard.events import Limit
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(AGREED_LIMITS, decide)
LEAD = Limit(name="Pb", kind="substance", unit="mg/kg", most=Decimal(100))
SAID = AgreedLimitsStated(
    contract_id="c", counterparty_id="p", grade=None, specification=None, limits=(LEAD,), effective_on=date(2026, 3, 2)
)


def test_an_agreement_says_its_limits_and_says_them_anew():
    given().when(StateLimits(SAID)).then(SAID)
    given(SAID).when(StateLimits(SAID)).then()
    other = SAID.model_copy(update={"grade": "Q355"})
    given(SAID).when(StateLimits(other)).then(other)


def test_a_limit_is_said_once_and_says_something():
    for wrong in ((LEAD, LEAD), (Limit(name="Pb", kind="substance", unit=""),)):
        given().when(StateLimits(SAID.model_copy(update={"limits": wrong}))).fails(InvalidFieldError)
