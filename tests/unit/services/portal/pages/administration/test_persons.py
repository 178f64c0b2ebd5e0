"""Whose names a page of the log of looks asks for, all at once."""

from services.portal.pages.administration.logs.persons import MOST, Person, wanted_of


def test_customers_and_contacts_are_asked_for_once_each():
    lines = [["contact-1", "staff-9", "customer-2"], ["contact-1"], []]
    assert wanted_of(lines) == ["1", "2"]


def test_those_that_stand_on_the_page_come_before_those_that_are_opened():
    many = [f"contact-a{number}" for number in range(MOST)]
    wanted = wanted_of([many, ["customer-last"]])
    assert (len(wanted), wanted[:4]) == (MOST, ["a0", "a1", "a2", "last"])


def test_a_contact_is_read_about_on_the_page_of_its_customer():
    contact = Person(id="1", kind="contact", customer_id="2", name="李雷", erased=False)
    person = Person(id="2", kind="person", customer_id="2", name=None, erased=True)
    assert (contact.stream, contact.address) == ("contact-1", "/customers/2")
    assert (person.stream, person.address) == ("customer-2", "/customers/2")
