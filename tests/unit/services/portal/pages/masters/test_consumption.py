from datetime import date
from decimal import Decimal

from services.portal.pages.frame.money import Money
from services.portal.pages.masters.consumption import Used, by_product, by_stage
from services.portal.pages.masters.seen import Drawing, Drawn, Master, QuantityCap

CNY = {"currency": "CNY"}


def drawing(stage: str, *drawn: tuple[str, str]) -> Drawing:
    return Drawing(
        version=2,
        contract_id="c",
        stage=stage,
        document="d",
        of=None,
        amount=Money(amount="1", currency="USD"),
        counted=Money(amount="7.1", **CNY),
        rate=Decimal("7.1"),
        rate_on=date(2026, 1, 1),
        rate_source="PBOC",
        quantities=[Drawn(product_code=code, quantity=Decimal(quantity)) for code, quantity in drawn],
        effective_on=date(2026, 1, 1),
    )


def test_each_stage_counts_against_the_whole_cap():
    sums = {"ordered": "866.00", "accepted": "0", "invoiced": "1000.00", "paid": "12.50"}
    master = Master(
        contract_id="m",
        unit_id="u",
        cap=Money(amount="1000.00", **CNY),
        quantities=[],
        closed=False,
        **{stage: Money(amount=amount, **CNY) for stage, amount in sums.items()},
    )
    told = by_stage(master)
    assert [(one.name, one.share, one.left) for one in told] == [
        ("ordered", 87, Decimal("134.00")),
        ("accepted", 0, Decimal(1000)),
        ("invoiced", 100, Decimal(0)),
        ("paid", 1, Decimal("987.50")),
    ]


def test_what_is_given_back_is_free_again_and_products_without_a_cap_are_not_told():
    drawings = [
        drawing("ordered", ("fan", "3"), ("bolt", "100")),
        drawing("ordered", ("fan", "2")),
        drawing("ordered", ("fan", "-1")),
        drawing("accepted", ("fan", "2")),
    ]
    told = by_product([QuantityCap(product_code="fan", quantity=Decimal(5))], drawings)
    assert list(told) == ["fan"]
    assert [(one.name, one.used) for one in told["fan"]] == [("ordered", Decimal(4)), ("accepted", Decimal(2))]
    assert told["fan"][0].share == 80


def test_a_cap_of_nothing_has_no_share():
    assert (Used("ordered", Decimal(1), Decimal(0)).share, Used("ordered", Decimal(1), Decimal(0)).left) == (0, 0)
