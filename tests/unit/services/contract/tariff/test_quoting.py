"""What a product costs a customer: the closest word counts, and the sum is what the steps say."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.contract.tariff.quoting import CLOSEST, Quote, Rate, quote

LIST = {"retail": Decimal("100.00"), "wholesale": Decimal("80.125")}
GRADE = Rate("grade", "everything", "wholesale", Decimal("0.10"))
OWN = Rate("customer", "brand", "retail", Decimal("0.05"))


def test_a_price_of_the_customer_s_own_comes_before_every_tariff():
    assert quote(Decimal(70), LIST, [OWN, GRADE], "CNY") == Quote(Decimal(70), own=True)


def test_without_a_tariff_a_customer_buys_at_the_retail_price():
    assert quote(None, LIST, [], "CNY").price == Decimal("100.00")
    assert quote(None, {}, [], "CNY") == Quote(None, list_price="retail")


def test_the_customer_s_tariff_comes_before_that_of_the_grade_and_the_product_before_its_brand():
    assert quote(None, LIST, [GRADE, OWN], "CNY").rate == OWN
    product = Rate("customer", "product", "retail", Decimal("0.01"))
    assert quote(None, LIST, [GRADE, OWN, product], "CNY").price == Decimal("99.00")


def test_a_discount_is_rounded_once_half_up_to_the_digits_of_the_list_price():
    assert quote(None, LIST, [GRADE], "CNY").price == Decimal("72.113")
    assert quote(None, {"retail": Decimal(7)}, [OWN], "JPY").price == Decimal(7)
    assert quote(None, {"retail": Decimal(7)}, [OWN], "CNY").price == Decimal("6.65")


def test_where_the_list_price_of_the_tariff_is_missing_nothing_is_told():
    assert quote(None, {"retail": Decimal(1)}, [GRADE], "CNY") == Quote(None, list_price="wholesale", rate=GRADE)


@given(st.sets(st.sampled_from(CLOSEST)), st.decimals(0, 1, places=4))
def test_one_rate_counts_and_it_is_the_closest(places: set[tuple[str, str]], discount: Decimal):
    rates = [Rate(of, on, "retail", discount) for of, on in places]
    found = quote(None, LIST, rates, "CNY")
    closest = next((one for one in CLOSEST if one in places), None)
    assert (found.rate and (found.rate.of, found.rate.on)) == closest
    assert found.price is not None
    assert 0 <= found.price <= LIST["retail"]
