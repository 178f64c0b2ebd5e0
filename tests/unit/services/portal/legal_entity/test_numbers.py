import pytest

from services.portal.legal_entity.numbers import account_number, bank_code, tax_number
from shared.values.errors import InvalidFieldError


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("CN", "9111 0000 6000 3734 1L", "91110000600037341L"),
        ("DE", "DE 136 695 976", "136695976"),
        ("GB", "GB 980 7806 84", "980780684"),
        ("US", "04-2103594", "042103594"),
        ("SG", "00192200M", "00192200M"),
        ("HK", "1234 5678-000", "12345678000"),
    ],
)
def test_a_tax_number_is_kept_in_the_one_form_of_its_country(country: str, written: str, kept: str):
    assert tax_number(country, written) == kept


@pytest.mark.parametrize(
    ("country", "written"),
    [("CN", "91110000600037341M"), ("CN", "123"), ("DE", "136695978"), ("US", "1"), ("HK", "?"), ("FR", "数字")],
)
def test_a_tax_number_that_can_not_be_right_is_refused_by_its_field(country: str, written: str):
    with pytest.raises(InvalidFieldError) as refused:
        tax_number(country, written)
    assert refused.value.details["errors"][0]["pointer"] == "/tax_number"
    assert written not in refused.value.detail


def test_an_account_is_an_iban_or_digits():
    assert account_number("DE89 3704 0044 0532 0130 00") == "DE89370400440532013000"
    assert account_number("4301 0101 0910 0012 345") == "4301010109100012345"
    for wrong in ("DE89370400440532013001", "4301010", "43010101091000123x", "４３０１０１０１０９"):
        with pytest.raises(InvalidFieldError) as refused:
            account_number(wrong)
        assert refused.value.details["errors"][0]["pointer"] == "/number"
        assert wrong not in refused.value.detail


def test_a_banks_code_is_a_bic_or_a_cnaps_code():
    assert bank_code("ICBKCNBJ") == "ICBKCNBJ"
    assert bank_code("1021 0009 9996") == "102100099996"
    for wrong in ("ICBK", "102100099995", "ICBKXXBJ99"):
        with pytest.raises(InvalidFieldError):
            bank_code(wrong)
