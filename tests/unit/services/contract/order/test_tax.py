from decimal import Decimal

import pytest

from services.contract.order.events import OrderLine
from services.contract.order.tax import net_of, with_rates
from services.contract.terms import ContractLine, priced
from shared.values.money import Money


def ordered(description: str, rate: str | None = None) -> OrderLine:
    return OrderLine(
        line=1,
        product=None,
        description=description,
        quantity=Decimal(1),
        unit_price=Decimal(113),
        amount=Money.of("113.00", "CNY"),
        tax_rate=None if rate is None else Decimal(rate),
    )


def agreed(description: str, rate: str) -> ContractLine:
    return priced(1, description, Decimal(1), "pcs", Decimal(100), Decimal(rate), "CNY")


def rates(lines: tuple[OrderLine, ...]) -> list[Decimal | None]:
    return [line.tax_rate for line in lines]


def test_a_line_takes_the_rate_of_the_contracts_line_of_its_description():
    contract = [agreed("server", "0.13"), agreed("training", "0.06")]
    assert rates(with_rates([ordered("training"), ordered("server")], contract)) == [Decimal("0.06"), Decimal("0.13")]


def test_another_description_takes_the_rate_that_all_lines_share():
    assert rates(with_rates([ordered("rack")], [agreed("server", "0.13"), agreed("disk", "0.13")])) == [Decimal("0.13")]


def test_a_rate_is_never_guessed_among_several():
    assert rates(with_rates([ordered("rack")], [agreed("server", "0.13"), agreed("training", "0.06")])) == [None]
    assert rates(with_rates([ordered("rack")], [])) == [None]


def test_a_rate_of_the_orders_own_stays():
    assert rates(with_rates([ordered("server", "0.03")], [agreed("server", "0.13")])) == [Decimal("0.03")]


@pytest.mark.parametrize(
    ("gross", "rate", "net"), [("113.00", "0.13", "100.00"), ("100.00", "0.13", "88.50"), ("5.00", "0", "5.00")]
)
def test_net_is_gross_without_its_tax_rounded_half_up(gross: str, rate: str, net: str):
    assert net_of(Money.of(gross, "CNY"), Decimal(rate)) == Money.of(net, "CNY")
