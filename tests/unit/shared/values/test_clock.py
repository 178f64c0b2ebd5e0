from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from shared.values.clock import (
    BusinessDate,
    FixedClock,
    Instant,
    SystemClock,
    TimeFormError,
    parse_date,
    parse_rfc3339,
    rfc3339,
)

EVENING = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)
instants = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC))


class Planned(BaseModel):
    at: Instant
    on: BusinessDate


def test_the_business_date_is_that_of_the_installation_zone():
    clock = FixedClock(EVENING)
    assert clock.today() == date(2026, 4, 1)
    assert clock.today(ZoneInfo("Europe/Madrid")) == date(2026, 3, 31)


def test_a_fixed_clock_stands_until_it_is_moved():
    clock = FixedClock(EVENING)
    assert clock.now() == clock.now() == EVENING
    clock.advance(timedelta(minutes=10))
    assert clock.now() == EVENING + timedelta(minutes=10)


def test_a_system_clock_can_be_set_off():
    ahead = SystemClock(offset=timedelta(minutes=10)).now() - SystemClock().now()
    assert timedelta(minutes=9) < ahead < timedelta(minutes=11)
    assert SystemClock().now().tzinfo is UTC


def test_a_naive_time_names_no_instant():
    with pytest.raises(TimeFormError):
        FixedClock(datetime(2026, 1, 1)).now()
    with pytest.raises(TimeFormError):
        rfc3339(datetime(2026, 1, 1))


def test_an_instant_is_written_in_utc_with_microseconds():
    assert rfc3339(datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=8)))) == "2026-01-01T19:04:05.000000Z"


@given(instants)
def test_there_and_back_gives_the_same_instant(moment):
    assert parse_rfc3339(rfc3339(moment)) == moment


@given(instants, instants)
def test_texts_sort_as_instants_do(a, b):
    assert (rfc3339(a) < rfc3339(b)) == (a < b)


def test_an_offset_is_read_and_turned_into_utc():
    assert parse_rfc3339("2026-01-01T08:00:00.5+08:00") == datetime(2026, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-01",
        "2026-01-01T08:00:00",
        "2026-01-01 08:00:00Z",
        "2026-01-01t08:00:00z",
        "2026-01-01T08:00Z",
        "2026-02-30T08:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T23:59:60Z",
        "2026-01-01T08:00:00.1234567Z",
        "2026-01-01T08:00:00+0800",
        "2026-01-01T08:00:00+25:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1899-12-31T23:59:59Z",
        "２026-01-01T08:00:00Z",
        "2026-01-01T08:00:00Z\n",
    ],
)
def test_other_forms_of_time_are_refused(text):
    with pytest.raises(TimeFormError):
        parse_rfc3339(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-1-1",
        "20260101",
        "2026-02-29",
        "2026-00-10",
        "0001-01-01",
        "9999-12-31",
        "2026-W01-1",
        "٢026-01-01",
        "2026-01-01T00:00:00Z",
    ],
)
def test_other_forms_of_date_are_refused(text):
    with pytest.raises(TimeFormError):
        parse_date(text)


def test_fields_there_and_back():
    planned = Planned(at="2026-01-01T08:00:00+08:00", on="2024-02-29")
    assert planned.model_dump_json() == '{"at":"2026-01-01T00:00:00.000000Z","on":"2024-02-29"}'
    assert Planned.model_validate_json(planned.model_dump_json()) == planned
    assert Planned.model_validate(planned.model_dump()) == planned


@pytest.mark.parametrize(
    "value", [0, 1767225600, 1.5, True, None, "1767225600", "now", datetime(2026, 1, 1), "2026-13-01"]
)
def test_numbers_and_nonsense_are_neither_times_nor_dates(value):
    with pytest.raises(ValidationError) as caught:
        Planned(at=value, on=value)
    assert caught.value.error_count() == 2


def test_the_json_schema_names_the_formats():
    fields = Planned.model_json_schema()["properties"]
    assert (fields["at"]["format"], fields["on"]["format"]) == ("date-time", "date")
