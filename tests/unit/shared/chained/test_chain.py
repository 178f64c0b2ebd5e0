from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.chained import chain
from shared.chained.chain import seal
from shared.looks.schema import LOOKS

RECORD = {
    "number": 7,
    "looked_at": datetime(2026, 1, 5, 8, 30, 0, 12, UTC),
    "actor": "anna",
    "correlation": "c-1",
    "purpose": "GET /v1/contacts/{contact_id}",
    "streams": ["contact-1", "contact-2"],
}


def digest(record):
    return chain.digest(LOOKS, record)


CHANGES = {
    "number": 8,
    "looked_at": datetime(2026, 1, 5, 8, 30, 0, 13, UTC),
    "actor": "bo",
    "correlation": "c-2",
    "purpose": "",
    "streams": ["contact-1"],
}
SEALED = (b"key", LOOKS.first, 1, [7, 8], [b"x", b"y"])


@pytest.mark.parametrize("field", RECORD)
def test_no_field_of_a_record_changes_without_its_digest(field):
    assert digest({**RECORD, field: CHANGES[field]}) != digest(RECORD)


def test_one_moment_is_one_digest_in_every_time_zone():
    moved = RECORD["looked_at"].astimezone(timezone(timedelta(hours=8)))
    assert digest({**RECORD, "looked_at": moved}) == digest(RECORD)


def test_text_does_not_run_from_one_field_into_the_next():
    assert digest({**RECORD, "actor": "an", "correlation": "nac-1"}) != digest(RECORD)


@pytest.mark.parametrize(
    ("place", "other"), list(enumerate([b"other", b"another seal", 2, [7, 9], [b"x", b"z"]])), ids=str
)
def test_a_seal_is_of_key_place_records_and_all_before(place, other):
    changed = [*SEALED[:place], other, *SEALED[place + 1 :]]
    assert seal(*changed) != seal(*SEALED)
