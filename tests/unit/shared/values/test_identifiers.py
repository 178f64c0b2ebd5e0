import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from stdnum.cn import ric, uscc

from shared.values.errors import DomainError
from shared.values.identifier_checks import CHECKS, Fault, IdentifierKind
from shared.values.identifiers import REASONS, CnapsCode, Email, IdentifierError, PhoneNumber, check

RIGHT = [
    ("social_credit_code", "91110000600037341L", "91110000600037341L"),
    ("social_credit_code", "9111 0000 600037341l", "91110000600037341L"),
    ("resident_identity_number", "11010519491231002x", "11010519491231002X"),
    ("resident_identity_number", "360426199101010071", "360426199101010071"),
    ("resident_identity_number", "810000199101010075", "810000199101010075"),
    ("vat_number", "DE 136 695 976", "DE136695976"),
    ("vat_number", "GB 980 7806 84", "GB980780684"),
    ("vat_number", "CHE-107.787.577 MWST", "CHE107787577MWST"),
    ("iban", "GR16 0110 1050 0000 1054 7023 795", "GR1601101050000010547023795"),
    ("bic", "agrifrpp", "AGRIFRPP"),
    ("cnaps_code", "102100099996", "102100099996"),
    ("cnaps_code", "308584000013", "308584000013"),
    ("email", " Li.Wei+x@Example.COM ", "Li.Wei+x@example.com"),
    ("phone", "138 0013 8000", "+8613800138000"),
    ("phone", "010-62552299", "+861062552299"),
    ("phone", "+44 20 7031 3000", "+442070313000"),
]

WRONG = [
    ("social_credit_code", "91110000600037341M", Fault.CHECK_DIGIT),
    ("social_credit_code", "91110000600037341", Fault.LENGTH),
    ("social_credit_code", "9111000060003734IL", Fault.FORMAT),
    ("social_credit_code", "９1110000600037341L", Fault.CHARACTERS),
    ("resident_identity_number", "110105194912310021", Fault.CHECK_DIGIT),
    ("resident_identity_number", "110105491231002", Fault.LENGTH),
    ("resident_identity_number", "1101051949123100X2", Fault.FORMAT),
    ("resident_identity_number", "990105194912310020", Fault.CHECK_DIGIT),
    ("vat_number", "DE136695975", Fault.CHECK_DIGIT),
    ("vat_number", "XX123", Fault.COMPONENT),
    ("vat_number", "", Fault.COMPONENT),
    ("iban", "GR1601101050000010547023794", Fault.CHECK_DIGIT),
    ("bic", "AGRIFRP", Fault.LENGTH),
    ("bic", "12345678", Fault.FORMAT),
    ("cnaps_code", "102100099995", Fault.CHECK_DIGIT),
    ("cnaps_code", "10210009999", Fault.LENGTH),
    ("cnaps_code", "10210009999X", Fault.FORMAT),
    ("email", "li.wei", Fault.FORMAT),
    ("email", "li@wei@", Fault.FORMAT),
    ("email", "li..wei@example.com", Fault.FORMAT),
    ("email", "li@localhost", Fault.FORMAT),
    ("email", "li@10.0.0.1", Fault.FORMAT),
    ("email", "li@-a.com", Fault.FORMAT),
    ("email", "李@example.com", Fault.CHARACTERS),
    ("email", "x" * 65 + "@example.com", Fault.LENGTH),
    ("email", "a\r\n@example.com", Fault.CHARACTERS),
    ("phone", "12345", Fault.COMPONENT),
    ("phone", "１３８００１３８０００", Fault.CHARACTERS),
    ("phone", "+1", Fault.FORMAT),
    ("phone", "call me", Fault.FORMAT),
    ("phone", "13800138000 ext. 5", Fault.FORMAT),
    ("phone", "1380013800", Fault.COMPONENT),
]


class Reachable(BaseModel):
    email: Email
    phone: PhoneNumber


@pytest.mark.parametrize(("kind", "value", "normal"), RIGHT)
def test_a_right_identifier_is_given_back_in_its_normal_form(kind, value, normal):
    assert check(kind, value) == normal
    assert check(kind, normal) == normal


@pytest.mark.parametrize(("kind", "value", "reason"), WRONG)
def test_a_wrong_identifier_is_refused_with_its_kind_and_the_reason(kind, value, reason):
    with pytest.raises(IdentifierError) as caught:
        check(kind, value)
    assert caught.value.details == {"identifier": kind, "reason": reason}
    assert caught.value.status == 422
    assert isinstance(caught.value, DomainError)


def test_the_refusal_does_not_repeat_the_value():
    with pytest.raises(IdentifierError) as caught:
        check("resident_identity_number", "110105194912310021")
    assert "1949" not in repr(caught.value) + str(caught.value.details)


def test_an_unknown_kind_is_refused():
    with pytest.raises(IdentifierError) as caught:
        check("shoe_size", "43")
    assert caught.value.reason is Fault.UNKNOWN_KIND


def test_every_kind_has_a_check_and_every_fault_a_sentence():
    assert set(CHECKS) == set(IdentifierKind)
    assert set(REASONS) == set(Fault)


def test_a_birth_date_or_province_that_does_not_exist_is_refused():
    for number in ("11010519490231002", "99010519491231002", "11010500010101002"):
        with pytest.raises(IdentifierError) as caught:
            check("resident_identity_number", number + ric.calc_check_digit(number + "0"))
        assert caught.value.reason is Fault.COMPONENT


alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.from_regex(r"[1-9][1-9][0-9]{6}", fullmatch=True), st.text(alphabet, min_size=9, max_size=9))
def test_the_social_credit_check_agrees_with_an_independent_one(head, body):
    number = head + body
    whole = number + uscc.calc_check_digit(number)
    assert check("social_credit_code", whole) == uscc.validate(whole)


def test_codes_of_registries_that_begin_with_letters_are_taken_too():
    number = "N2320113MA1MXXXXX"[:17].replace("X", "7")
    assert check("social_credit_code", number + uscc.calc_check_digit(number)).startswith("N2")


@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=40))
def test_any_text_is_checked_or_refused_for_a_reason(kind, text):
    try:
        normal = check(kind, text)
    except IdentifierError:
        return
    assert check(kind, normal) == normal


@pytest.mark.parametrize("value", [5, True, None, b"x", "", "x" * 5000])
def test_fields_refuse_other_values_at_their_place(value):
    with pytest.raises(ValidationError) as caught:
        Reachable(email=value, phone=value)
    assert [error["loc"] for error in caught.value.errors()] == [("email",), ("phone",)]


def test_fields_hold_the_normal_form():
    reachable = Reachable(email="A@EXAMPLE.com", phone="13800138000")
    assert reachable.model_dump_json() == '{"email":"A@example.com","phone":"+8613800138000"}'
    assert Reachable.model_json_schema()["properties"]["email"]["maxLength"] == 254


def test_a_bank_code_field_checks_its_digit():
    class Paid(BaseModel):
        bank: CnapsCode

    assert Paid(bank="403100000004").bank == "403100000004"
    with pytest.raises(ValidationError):
        Paid(bank="403100000005")
