import hashlib
import hmac
import json
from datetime import date

import pytest
from pydantic import ValidationError

from shared.eventstore.event import ERASED, Event, Personal, Words, current, event_types, upcaster


class GuestWelcomed(Event, name="unit.guest_welcomed.v2"):
    room: str
    guest: Personal[str]
    phone: Personal[str] | None = None


class RoomCleaned(Event, name="unit.room_cleaned.v1"):
    room: str
    effective_on: date


class GuestComplained(Event, name="unit.guest_complained.v1"):
    room: str
    complaint: Words[str]
    answer: Words[str | None]


class RoomPraised(Event, name="unit.room_praised.v1"):
    room: str
    praise: Words[str | None]


@upcaster("unit.guest_welcomed.v0", "unit.guest_welcomed.v1")
def with_floor(body):
    return {**body, "floor": 1}


@upcaster("unit.guest_welcomed.v1", "unit.guest_welcomed.v2")
def with_room(body):
    return {"room": f"{body['floor']}-{body['number']}"}


WELCOME = GuestWelcomed(room="1-2", guest="Han Meimei")


def test_personal_fields_never_stand_in_the_public_bytes():
    assert WELCOME.personal_fields == {"guest", "phone"}
    assert json.loads(WELCOME.public_json()) == {"room": "1-2"}
    assert json.loads(WELCOME.personal_json()) == {"guest": "Han Meimei", "phone": None}


def test_an_event_without_personal_fields_has_no_personal_bytes():
    assert RoomCleaned(room="1", effective_on=date(2026, 2, 1)).personal_json() is None


def test_an_event_is_read_back_whole():
    assert GuestWelcomed.from_stored(WELCOME.public_json(), WELCOME.personal_json()) == WELCOME


def test_without_the_key_personal_fields_are_erased_and_the_rest_stays():
    read = GuestWelcomed.from_stored(WELCOME.public_json(), None)
    assert (read.room, read.guest, read.phone) == ("1-2", ERASED, ERASED)


COMPLAINT = GuestComplained(room="1-2", complaint="韩梅梅 says it is cold", answer=None)


@pytest.mark.parametrize("salt", [None, b"of the complaint"])
def test_words_are_told_by_hash_and_size_of_their_bytes(salt):
    plain = "韩梅梅 says it is cold".encode()
    hashed = hmac.new(salt, plain, "sha256") if salt else hashlib.sha256(plain)
    told = COMPLAINT.public_json({"complaint": salt}.__getitem__)
    assert json.loads(told) == {
        "room": "1-2",
        "complaint_hash": hashed.hexdigest(),
        "complaint_size": len(plain),
        "answer_hash": None,
        "answer_size": 0,
    }
    assert json.loads(COMPLAINT.personal_json()) == {"complaint": "韩梅梅 says it is cold", "answer": None}


def test_words_are_read_back_with_the_key_and_erased_without():
    assert GuestComplained.from_stored(COMPLAINT.public_json(), COMPLAINT.personal_json()) == COMPLAINT
    answered = COMPLAINT.model_copy(update={"answer": "so it is"})
    read = GuestComplained.from_stored(answered.public_json(), None)
    assert (read.room, read.complaint, read.answer) == ("1-2", ERASED, ERASED)


def test_words_that_were_never_said_are_not_sealed_and_no_erasure_makes_any_of_them():
    silent = RoomPraised(room="1-2", praise=None)
    assert silent.personal_json() is None
    assert RoomPraised.from_stored(silent.public_json(), None) == silent
    assert GuestComplained.from_stored(COMPLAINT.public_json(), None).answer is None


def test_words_that_an_early_build_wrote_into_the_public_data_are_read_there():
    early = b'{"room": "1-2", "complaint": "cold", "answer": null}'
    assert GuestComplained.from_stored(early, None) == COMPLAINT.model_copy(update={"complaint": "cold"})


def test_what_does_not_fit_is_told_without_what_was_said():
    with pytest.raises(ValidationError) as told:
        GuestComplained.from_stored(b'{"complaint_hash": "", "complaint_size": 1}', COMPLAINT.personal_json())
    assert "cold" not in str(told.value)


def test_an_event_can_not_be_changed():
    with pytest.raises(ValidationError):
        WELCOME.room = "2"


def test_a_field_nobody_declared_is_refused():
    with pytest.raises(ValidationError):
        RoomCleaned.from_stored(b'{"room": "1", "effective_on": "2026-02-01", "smell": "fresh"}', None)


def test_every_event_is_found_by_its_wire_name():
    assert event_types["unit.room_cleaned.v1"] is RoomCleaned
    assert RoomCleaned.wire_name == "unit.room_cleaned.v1"


def test_two_modules_can_not_take_one_name():
    with pytest.raises(TypeError, match=r"unit\.room_cleaned\.v1"):
        type("Other", (Event,), {"__module__": "elsewhere", "__annotations__": {}}, name="unit.room_cleaned.v1")


def test_old_events_read_as_todays_through_every_step():
    name, data = current("unit.guest_welcomed.v0", b'{"number": 7}')
    assert (name, json.loads(data)) == ("unit.guest_welcomed.v2", {"room": "1-7"})


def test_an_event_of_today_keeps_its_bytes():
    assert current("unit.room_cleaned.v1", b'{ "room":  "1"}') == ("unit.room_cleaned.v1", b'{ "room":  "1"}')
