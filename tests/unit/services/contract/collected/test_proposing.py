from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.contract.collected.events import Said
from services.contract.collected.proposing import WEIGHTS, Candidate, certain, proposed
from services.contract.order.events import OrderLine
from shared.values.money import Money


def ordered(*products: str | None) -> Said:
    lines = tuple(
        OrderLine(
            line=number,
            product=product,
            description="Fan",
            quantity=Decimal(1),
            unit_price=Decimal(100),
            amount=Money.of("100.00", "CNY"),
        )
        for number, product in enumerate(products, 1)
    )
    amount = Money.of(100 * len(lines), "CNY")
    return Said(
        kind="order", source_id="1", on=date(2026, 3, 2), direction="sales", counterparty_id="k", lines=lines,
        amount=amount,
    )  # fmt: skip


FITS = Candidate(
    contract_id="a",
    number="XS-1",
    title="Fans",
    since=date(2026, 1, 1),
    until=date(2026, 12, 31),
    products=frozenset({"F-100", "Fan"}),
    left=Decimal(500),
)


def test_a_contract_that_agrees_in_everything_scores_all():
    [found] = proposed(ordered("F-100"), [FITS])
    assert (found.score, found.because) == (sum(WEIGHTS.values()), tuple(WEIGHTS))
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize(
    ("other", "lacks"),
    [
        ({"until": date(2026, 3, 1)}, "dates"),
        ({"since": date(2026, 3, 3)}, "dates"),
        ({"products": frozenset({"F-200"})}, "products"),
        ({"products": frozenset()}, "products"),
        ({"left": Decimal("99.99")}, "amount"),
    ],
)
def test_what_does_not_agree_does_not_count(other, lacks):
    [found] = proposed(ordered("F-100"), [replace(FITS, **other)])
    assert set(WEIGHTS) - set(found.because) == {lacks}


def test_products_without_a_code_are_known_by_their_description():
    assert "products" in proposed(ordered(None), [FITS])[0].because
    assert "products" not in proposed(ordered("F-100", "F-300"), [FITS])[0].because


def test_the_rule_takes_what_is_near_and_has_no_rival():
    other = replace(FITS, contract_id="b", number="XS-2")
    assert certain(proposed(ordered("F-100"), [FITS])) is not None
    assert certain(proposed(ordered("F-100"), [FITS, other])) is None
    assert certain(proposed(ordered("F-100"), [FITS, replace(other, left=Decimal(0))])) is not None
    assert certain(proposed(ordered("F-300"), [FITS])) is None
    assert certain([]) is None
