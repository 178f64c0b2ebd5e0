import json

import pytest

from services.customer.archive.errors import ArchiveClosedError, RoleMissingError
from services.customer.contact.aggregate import ContactErasedError
from services.customer.imports.rows import RowRefusedError, in_columns, read_row
from shared.values.errors import InvalidFieldError

ROW = {"source_id": "7", "kind": "organisation", "name": "长江电缆"}


def read(**others):
    return read_row(json.dumps({**ROW, **others}, ensure_ascii=False))


def faults(text: str | None) -> list[str]:
    with pytest.raises(RowRefusedError) as caught:
        read_row(text)
    return [fault.column for fault in caught.value.faults]


def test_a_row_has_the_fields_of_a_registration_and_contacts():
    row = read(contacts=[{"role": "buyer", "name": "李雷", "phone": "13900139000"}])
    assert row.contacts[0].phone == "+8613900139000"
    assert row.to_command("k1", None, "erp", "7").roles == ("customer",)


def test_a_role_in_other_words_than_the_lists_is_kept_as_the_function():
    contacts = [{"role": role, "name": "李雷"} for role in ("buyer", "财务", "老王的助理")]
    found = [(one.role, one.function) for one in read(contacts=contacts).contacts]
    assert found == [("buyer", None), ("finance", "财务"), ("other", "老王的助理")]
    assert faults(json.dumps({**ROW, "contacts": [{"role": " ", "name": "李雷"}]})) == ["contacts.0.role"]


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1, "a": 2}', '{"a": "\\u0000"}', '{"a": 1e999}'])
def test_a_row_with_something_that_json_readers_take_differently_is_refused_where_it_stands(text):
    assert faults(text) == ["a"]


@pytest.mark.parametrize("text", [None, "", "[]x", "nonsense", "NaN", '"\\ud800"'])
def test_a_row_that_is_no_json_in_the_accepted_form_is_refused_as_a_whole(text):
    assert faults(text) == [""]


def test_every_fault_of_a_row_is_named_at_its_place_without_the_value():
    text = json.dumps(
        {**ROW, "source_id": 7, "roles": ["friend"], "contacts": [{"role": "x", "name": "", "email": "secret@"}]}
    )
    assert faults(text) == ["roles.0", "source_id", "contacts.0.name", "contacts.0.email"]
    with pytest.raises(RowRefusedError) as caught:
        read_row(text)
    assert "secret" not in repr([fault.reason for fault in caught.value.faults])


def test_two_contacts_with_one_source_id_are_refused():
    contact = {"source_id": "a", "role": "buyer", "name": "李雷"}
    assert faults(json.dumps({**ROW, "contacts": [contact, contact]})) == [""]


def test_identifiers_of_a_person_are_personal_and_of_an_organisation_by_kind():
    numbers = [{"kind": "iban", "value": "GR1601101050000010547023795"}, {"kind": "email", "value": "a@example.com"}]
    firm = read(identifiers=numbers).to_command("k", None, "s", "7")
    assert [one.kind for one in firm.identifiers] == ["iban"]
    assert [one.kind for one in firm.personal_identifiers] == ["email"]
    person = read(kind="person", name=None, identifiers=numbers).to_command("k", None, "s", "7")
    assert person.identifiers == ()
    assert [one.kind for one in person.personal_identifiers] == ["email", "iban"]


@pytest.mark.parametrize(
    ("error", "below", "columns"),
    [
        (RoleMissingError(), "", ["roles"]),
        (ArchiveClosedError(state="merged"), "", ["whole"]),
        (ContactErasedError(), "contacts.1", ["whole"]),
        (InvalidFieldError("/identifiers/0/value", "is none"), "", ["identifiers.0.value"]),
        (InvalidFieldError("/a~1b", "is none"), "contacts.1", ["contacts.1.a/b"]),
        (InvalidFieldError("", "is none"), "contacts.1", ["contacts.1"]),
    ],
)
def test_a_refusal_of_the_domain_is_told_by_its_columns(error, below, columns):
    with pytest.raises(RowRefusedError) as caught, in_columns(whole="whole", below=below):
        raise error
    assert [fault.column for fault in caught.value.faults] == columns
