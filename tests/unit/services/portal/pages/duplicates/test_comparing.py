"""Two archives held against each other, and what the one that stays says in the end."""

import json
from datetime import UTC, date, datetime
from typing import Any

from services.customer.archive.schemas import ChangeBody
from services.portal.pages.customers.seen import Customer
from services.portal.pages.duplicates.comparing import changes_to, found_by, rows_of, speaking_for

CODE = {"kind": "social_credit_code", "value": "91110000600037341L"}
PHONE = {"kind": "phone", "value": "+8613900139000"}


def archive(customer_id: str, **more: Any) -> Customer:
    said: dict[str, Any] = {
        "customer_id": customer_id,
        "unit_id": "nanjing",
        "kind": "organisation",
        "state": "active",
        "stage": "active",
        "name": "扬州华晟仪器有限公司",
        "roles": ["customer"],
        "region": "江苏",
        "industry": None,
        "owner_id": None,
        "source_id": "",
        "identifiers": [CODE],
        "registered_on": date(2026, 1, 5),
        "changed_at": datetime(2026, 1, 5, tzinfo=UTC),
        "version": 1,
    }
    return Customer.model_validate({**said, **more})


HERE = archive("a")
THERE = archive("b", name="扬州华晟仪器", roles=["supplier"], region=None, industry="仪器", identifiers=[CODE, PHONE])
PERSON = archive("c", kind="person", name="韩梅梅", identifiers=[])


def chosen(*there: str, **fields: str) -> dict[str, str]:
    return {**{f"take-{name}": "there" for name in there}, **{f"take-{name}": one for name, one in fields.items()}}


def test_what_differs_is_offered_with_the_one_that_says_something():
    rows = {row.name: row for row in rows_of(HERE, THERE, takes=True)}
    assert {name for name, row in rows.items() if row.differs} == {"name", "identifiers", "roles", "region", "industry"}
    assert [rows[name].chosen for name in ("name", "roles", "region", "industry")] == ["here", "both", "here", "there"]
    assert "owner_id" not in rows
    assert rows["stage"].choices == ()


def test_who_may_not_change_archives_is_offered_nothing_and_neither_are_a_person_and_an_organisation():
    assert not any(row.choices for row in rows_of(HERE, THERE, takes=False))
    assert not any(row.choices for row in rows_of(HERE, PERSON, takes=True))


def test_the_one_that_stays_is_told_only_what_it_does_not_say_yet():
    fields = chosen("name", "industry", region="here", roles="both", identifiers="both")
    assert changes_to(HERE, HERE, THERE, fields) == {
        "name": "扬州华晟仪器",
        "identifiers": [PHONE, CODE],
        "roles": ["customer", "supplier"],
        "industry": "仪器",
    }
    assert changes_to(THERE, HERE, THERE, chosen("name", "industry", "identifiers", "region", "roles")) == {}
    assert changes_to(THERE, HERE, THERE, chosen(region="here")) == {"region": "江苏"}


def test_the_service_takes_what_was_chosen_and_a_person_is_named_as_one():
    body = changes_to(HERE, HERE, THERE, chosen("region", roles="both", identifiers="both"))
    assert body["region"] is None
    ChangeBody.model_validate_json(json.dumps({**body, "reason": "registered twice"}))
    other = archive("d", kind="person", name="韩梅", identifiers=[])
    assert changes_to(PERSON, PERSON, other, chosen("name")) == {"person_name": "韩梅"}


def test_a_duplicate_is_searched_for_without_the_legal_form_by_how_it_begins_and_by_numbers():
    assert found_by(HERE) == ["扬州华晟仪器", "扬州华晟", CODE["value"]]
    assert found_by(archive("f", name="Meyer Instruments GmbH", identifiers=[])) == ["Meyer Instruments"]
    assert found_by(PERSON) == ["韩梅梅"]
    assert found_by(archive("g", name=None, identifiers=[])) == []


def test_a_number_and_a_name_in_common_speak_for_it():
    assert speaking_for(HERE, THERE) == [("number", "social_credit_code")]
    assert speaking_for(HERE, archive("e", name="扬州华晟 仪器有限公司", identifiers=[])) == [("name", "")]
    assert speaking_for(HERE, PERSON) == []
