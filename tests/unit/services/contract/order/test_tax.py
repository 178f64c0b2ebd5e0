from decimal import Decimal

import pytest

from services.contract.order.tax import net_of, rates_of
from services.contract.terms import ContractLine, priced
from shared.values.money import Money


def agreed(description: str, rate: str) -> ContractLine:
    return priced(1, description, Decimal(1), "pcs", Decimal(100), Decimal(rate), "CNY")


CONTRACT = [agreed("server", "0.13"), agreed("training", "0.06")]


def test_a_line_takes_the_rate_of_the_contracts_line_of_its_description():
    rate_of = rates_of(CONTRACT)
    assert (rate_of("training", None), rate_of("server", None)) == (Decimal("0.06"), Decimal("0.13"))


def test_another_description_takes_the_rate_that_all_lines_share():
    assert rates_of([agreed("server", "0.13"), agreed("disk", "0.13")])("rack", None) == Decimal("0.13")


def test_a_rate_is_never_guessed_among_several():
    assert rates_of(CONTRACT)("rack", None) is None
    assert rates_of([])("rack", None) is None


def test_a_rate_of_the_orders_own_stays():
    assert rates_of(CONTRACT)("server", Decimal("0.03")) == Decimal("0.03")


@pytest.mark.parametrize(
    ("gross", "rate", "net"), [("113.00", "0.13", "100.00"), ("100.00", "0.13", "88.50"), ("5.00", "0", "5.00")]
)
def test_net_is_gross_without_its_tax_rounded_half_up(gross: str, rate: str, net: str):
    assert net_of(Money.of(gross, "CNY"), Decimal(rate)) == Money.of(net, "CNY")
