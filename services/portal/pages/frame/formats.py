"""How figures, money, days and moments are written for a reader."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent

COMPACT_FROM: Final = Decimal(100_000)


class Formats:
    """The filters of the templates, for one language and the installation's zone."""

    def __init__(self, locale: Locale, zone: ZoneInfo) -> None:
        self._locale = locale
        self._zone = zone

    def filters(self) -> dict[str, Any]:
        """By the names templates use."""
        return {
            "money": self.money,
            "compact": self.compact,
            "total": self.total,
            "number": self.number,
            "percent": self.percent,
            "day": self.day,
            "month": self.month,
            "moment": self.moment,
            "today": self.today,
            "ago": self.ago,
            "lasting": self.lasting,
        }

    def money(self, value: Mapping[str, Any] | Any) -> str:
        """¥113,000.00; nothing for no money."""
        if value is None:
            return ""
        amount, currency = _parts(value)
        return format_currency(amount, currency, locale=self._locale)

    def compact(self, value: Mapping[str, Any] | Any) -> str:
        """Money for a tile: ¥11.3万, ¥113K."""
        amount, currency = _parts(value)
        if abs(amount) < COMPACT_FROM:
            return format_currency(amount, currency, locale=self._locale)
        return format_compact_currency(amount, currency, locale=self._locale, fraction_digits=2)

    def total(self, values: Sequence[Any]) -> dict[str, Any]:
        """The sum of money of one currency."""
        parts = [_parts(value) for value in values]
        return {"amount": sum((amount for amount, _ in parts), Decimal(0)), "currency": parts[0][1]}

    def number(self, value: Decimal | float | str | None) -> str:
        return "" if value is None else format_decimal(Decimal(str(value)), locale=self._locale)

    def percent(self, value: Decimal | float | str | None) -> str:
        return "" if value is None else format_percent(Decimal(str(value)), "#,##0.#%", locale=self._locale)

    def month(self, value: date) -> str:
        """The month that a day is in, by its name."""
        return format_date(value, "LLLL", locale=self._locale)

    def day(self, value: date | str | None) -> str:
        """A business date, which has no zone."""
        if value is None:
            return ""
        found = date.fromisoformat(value) if isinstance(value, str) else value
        return format_date(found, "medium", locale=self._locale)

    def moment(self, value: datetime | None, form: str = "medium") -> str:
        """A moment in the installation's zone."""
        return "" if value is None else format_datetime(value, form, tzinfo=self._zone, locale=self._locale)

    def today(self, value: datetime) -> str:
        """The day of a moment in the installation's zone, with its weekday."""
        return format_date(value.astimezone(self._zone).date(), "full", locale=self._locale)

    def ago(self, value: datetime | None) -> str:
        """How long ago, or how long until."""
        if value is None:
            return ""
        return format_timedelta(value - datetime.now(UTC), add_direction=True, locale=self._locale)

    def lasting(self, seconds: int | None) -> str:
        """How long something took, to the largest unit that says enough: 3 days, 5 hours."""
        return "" if seconds is None else format_timedelta(timedelta(seconds=seconds), locale=self._locale)


def _parts(value: Mapping[str, Any] | Any) -> tuple[Decimal, str]:
    if isinstance(value, Mapping):
        return Decimal(str(value["amount"])), str(value["currency"])
    return Decimal(value.amount), str(value.currency)
