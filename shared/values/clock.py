"""Time, passed in: an instant is aware UTC, a business date is a date in the installation's zone."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Final, Protocol
from zoneinfo import ZoneInfo

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

INSTALLATION_ZONE: Final = ZoneInfo("Asia/Shanghai")
"""The zone of business dates unless the installation is set to another."""

FIRST_DATE: Final = date(1900, 1, 1)
LAST_DATE: Final = date(2199, 12, 31)
_RFC3339: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})\Z"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class TimeFormError(ValueError):
    """The text is not a time or date in the one accepted form."""


class Clock(Protocol):
    """Where the edge takes time from."""

    def now(self) -> datetime:
        """The instant now, aware, in UTC."""
        ...

    def today(self, zone: ZoneInfo = INSTALLATION_ZONE) -> date:
        """The business date now in `zone`."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, set off by `offset` to try what a wrong clock does."""

    offset: timedelta = timedelta()

    def now(self) -> datetime:
        """The instant now, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def today(self, zone: ZoneInfo = INSTALLATION_ZONE) -> date:
        """The business date now in `zone`."""
        return business_date(self.now(), zone)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands until it is moved."""

    at: datetime
    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """The instant it was set to, moved by what it was advanced, aware, in UTC."""
        return utc(self.at) + self.offset

    def today(self, zone: ZoneInfo = INSTALLATION_ZONE) -> date:
        """The business date at that instant in `zone`."""
        return business_date(self.now(), zone)

    def advance(self, by: timedelta) -> None:
        """Moves the clock on (or back)."""
        self.offset += by


def utc(moment: datetime) -> datetime:
    """The same instant in UTC; raises `TimeFormError` for a naive time, which names no instant."""
    if moment.tzinfo is None:
        raise TimeFormError("a time names its offset from UTC")
    return moment.astimezone(UTC)


def business_date(moment: datetime, zone: ZoneInfo = INSTALLATION_ZONE) -> date:
    """The date on the wall of `zone` at an instant."""
    return utc(moment).astimezone(zone).date()


def rfc3339(moment: datetime) -> str:
    """An instant as it is written on the wire: UTC, six digits of a second, `Z`; texts sort as the instants do."""
    return utc(moment).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def parse_rfc3339(text: str) -> datetime:
    """The instant, in UTC, of an RFC 3339 date-time with a capital T and Z or an offset.

    Raises `TimeFormError` for other forms, times without offset, more than six digits of a second, leap seconds, and
    years outside 1900 to 2199.
    """
    if not _RFC3339.match(text):
        raise TimeFormError("a time is written like 2026-01-31T08:30:00Z")
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise TimeFormError("there is no such time") from error
    if not FIRST_DATE <= moment.date() <= LAST_DATE:
        raise TimeFormError("the year lies outside 1900 to 2199")
    return moment


def parse_date(text: str) -> date:
    """The date written as year-month-day; raises `TimeFormError` for other forms and years outside 1900 to 2199."""
    if not _DATE.match(text):
        raise TimeFormError("a date is written like 2026-01-31")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise TimeFormError("there is no such date") from error
    if not FIRST_DATE <= day <= LAST_DATE:
        raise TimeFormError("the year lies outside 1900 to 2199")
    return day


class _InstantText:
    """Marks a `datetime` field as RFC 3339 text in JSON."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read_instant,
            serialization=core_schema.plain_serializer_function_ser_schema(
                rfc3339, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": "date-time", "examples": ["2026-01-31T08:30:00.000000Z"]}


class _DateText:
    """Marks a `date` field as a calendar date in JSON."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read_date,
            serialization=core_schema.plain_serializer_function_ser_schema(
                date.isoformat, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": "date", "examples": ["2026-01-31"]}


def _read_instant(value: Any) -> datetime:
    try:
        if isinstance(value, str):
            return parse_rfc3339(value)
        if isinstance(value, datetime):
            return utc(value)
    except TimeFormError as error:
        raise PydanticCustomError("time_form", "{reason}", {"reason": str(error)}) from error
    raise PydanticCustomError("time_form", "a time is given as a string")


def _read_date(value: Any) -> date:
    try:
        if isinstance(value, str):
            return parse_date(value)
    except TimeFormError as error:
        raise PydanticCustomError("date_form", "{reason}", {"reason": str(error)}) from error
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PydanticCustomError("date_form", "a date is given as a string")


Instant = Annotated[datetime, _InstantText]
"""A moment: aware UTC `datetime` in code, RFC 3339 in JSON; numbers and times without offset refused."""
BusinessDate = Annotated[date, _DateText]
"""A date in the installation's zone: year-month-day in JSON; numbers and times refused."""
