from dataclasses import replace

from services.customer.contact.aggregate import (
    CONTACT,
    AddContact,
    ChangeContact,
    ContactErasedError,
    ContactExistsError,
    EraseContact,
    RemoveContact,
    Stage,
    decide,
)
from services.customer.contact.events import ContactAdded, ContactChanged, ContactErased, ContactRemoved
from shared.eventstore.event import ERASED
from shared.testing.given import specification
from shared.values.errors import NotFoundError, NotPossibleNowError

given = specification(CONTACT, decide)

ADD = AddContact("c1", "k1", role="buyer", name="王小明", email="w@example.com", phone="+8613800138000")
ADDED = ContactAdded(
    contact_id="c1",
    customer_id="k1",
    role="buyer",
    name="王小明",
    email="w@example.com",
    phone="+8613800138000",
    locale="zh-CN",
    source="",
    source_id="",
)
REMOVED = ContactRemoved(contact_id="c1", customer_id="k1", reason="left")
GONE = ContactErased(contact_id="c1", customer_id="k1", reason="asked")


def test_a_contact_is_added_once():
    given().when(ADD).then(ADDED)
    given(ADDED).when(ADD).fails(ContactExistsError)


def test_a_change_names_what_is_new_and_carries_the_whole_person():
    given(ADDED).when(ChangeContact("moved", {"email": "x@example.com", "role": "buyer"})).then(
        ContactChanged(
            contact_id="c1",
            customer_id="k1",
            changed=("email",),
            role="buyer",
            name="王小明",
            email="x@example.com",
            phone="+8613800138000",
            locale="zh-CN",
            reason="moved",
        )
    )


def test_what_an_early_build_told_of_a_role_in_words_is_sealed_with_the_next_change():
    early = ADDED.model_copy(update={"role": "老王的助理"})
    given(early).when(ChangeContact("again", {"role": "other", "function": "老王的助理"})).then()
    (changed,) = decide(CONTACT.fold([early]), ChangeContact("moved", {"email": "x@example.com"}))
    assert isinstance(changed, ContactChanged)
    assert (changed.changed, changed.role, changed.function) == (("email",), "other", "老王的助理")


def test_a_function_is_changed_and_emptied_like_any_personal_field():
    (told,) = decide(CONTACT.fold([ADDED]), ChangeContact("said", {"function": "采购部经理"}))
    assert isinstance(told, ContactChanged)
    assert (told.changed, told.function) == (("function",), "采购部经理")
    (emptied,) = decide(CONTACT.fold([ADDED, told]), ChangeContact("said", {"function": None}))
    assert isinstance(emptied, ContactChanged)
    assert (emptied.changed, emptied.function) == (("function",), None)


def test_a_change_of_nothing_is_no_event():
    given(ADDED).when(ChangeContact("again", {"role": "buyer", "phone": "+8613800138000"})).then()


def test_a_removed_contact_is_not_edited_but_may_be_erased():
    given(ADDED).when(RemoveContact("left")).then(REMOVED)
    given(ADDED, REMOVED).when(ChangeContact("x", {"role": "chief"})).fails(NotPossibleNowError)
    given(ADDED, REMOVED).when(EraseContact("asked")).then(GONE)


def test_erasing_twice_does_nothing_the_second_time():
    given(ADDED, GONE).when(EraseContact("asked")).then()


def test_an_erased_contact_takes_nothing_more():
    given(ADDED, GONE).when(ChangeContact("x", {"name": "李四"})).fails(ContactErasedError)
    given(ADDED, GONE).when(RemoveContact("x")).fails(ContactErasedError)
    given(ADDED, GONE).when(ADD).fails(ContactExistsError)


def test_nothing_can_be_asked_of_a_contact_that_is_not_there():
    for command in (ChangeContact("x", {}), RemoveContact("x"), EraseContact("x")):
        given().when(command).fails(NotFoundError)


def test_a_contact_whose_key_is_gone_folds_to_erased():
    stored = ContactAdded.from_stored(ADDED.public_json(), None)
    assert CONTACT.fold([stored, GONE]) == replace(
        CONTACT.fold([ADDED]), stage=Stage.ERASED, name=ERASED, email=None, phone=None
    )


def test_personal_fields_are_not_in_what_goes_on_the_wire():
    data = ADDED.public_json()
    assert b"example.com" not in data
    assert "王".encode() not in data
    assert b"138001" not in data
