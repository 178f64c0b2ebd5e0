from decimal import Decimal

import pytest

from services.contract.contract.listing import without_tax


@pytest.mark.parametrize(
    ("price", "rate", "left"),
    [("76.00", "0", "76.00"), ("113", "0.13", "100"), ("76.00", "0.13", "67.256637"), ("1000.00", "0.25", "800")],
)
def test_a_list_price_has_its_tax_in_it(price: str, rate: str, left: str):
    assert str(without_tax(Decimal(price), Decimal(rate))) == left
