"""An asset as JSON, read into a plan; whatever does not fit is refused with the field named."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StrictBool,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from services.asset.schedule.cut import until_disposal
from services.asset.schedule.fields import MOST_DIGITS, Amount, Count, Day, Number, read_number
from services.asset.schedule.methods import Method
from services.asset.schedule.plan import Change, Plan, Production, Row, Terms, schedule
from services.asset.schedule.posting import (
    MONTHS_OF_A_PERIOD,
    Convention,
    PostingCalendar,
    first_posting_by,
)
from services.asset.schedule.refusals import MOST_MONTHS, refuse_unsound
from shared.values.errors import InvalidFieldError

MOST_BYTES: Final = 1 << 20
_FIELD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}\Z")

# Words of a change that mean what another word says at the top level.
CHANGE_WORDS: Final = {"on": "date", "from": "date", "effective_on": "date", "value": "cost", "life": "periods"}


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class UnitsInput(Part):
    total: Number
    used: tuple[Number, ...]

    @model_validator(mode="before")
    @classmethod
    def _either_form(cls, value: Any) -> Any:
        """A bare list is the use planned over the whole life; a single `used` is that of one period."""
        if isinstance(value, list):
            return {"total": sum((read_number(one) for one in value), Decimal(0)), "used": value}
        if isinstance(value, dict) and "used" in value and not isinstance(value["used"], list):
            return {**value, "used": [value["used"]]}
        return value


class RowInput(Part):
    date: Day | None = None
    charge: Amount

    @model_validator(mode="before")
    @classmethod
    def _bare_amount(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"charge": value}


def _in_our_words(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    renamed = {CHANGE_WORDS.get(key, key): entry for key, entry in value.items()}
    if len(renamed) != len(value):
        raise PydanticCustomError("change", "says one thing with two words")
    return renamed


class ChangeInput(Part):
    """`cost` is the new cost, `difference` is added to it; `disposed` ends the schedule on the date."""

    date: Day
    cost: Amount | None = None
    difference: Amount | None = None
    residual: Amount | None = None
    method: Method | None = None
    rate: Number | None = None
    periods: Count | None = None
    disposed: Literal[True] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set - {"date"}:
            raise PydanticCustomError("change", "changes nothing")
        return self


class AssetInput(Part):
    """The fields of `pactline asset schedule`."""

    cost: Amount
    residual: Amount = Decimal(0)
    method: Method = Method.STRAIGHT_LINE
    rate: Number | None = None
    periods: Count | None = None
    months_per_period: Count = 1
    in_use: Day
    first_posting: Day | None = None
    convention: Convention = Convention.MONTH_AFTER
    opening_count: Count | None = None
    opening_amount: Amount | None = None
    units: UnitsInput | None = None
    rows: tuple[RowInput, ...] = ()
    changes: tuple[Annotated[ChangeInput, BeforeValidator(_in_our_words)], ...] = ()
    straight_line_tail: StrictBool = True


def rows_of_json(text: bytes) -> list[Row]:
    """The rows of the asset described by the JSON text; raises `InvalidFieldError` with a pointer into it."""
    asset = parse_asset(text)
    plan = plan_of(asset)
    refuse_unsound(plan)
    rows = schedule(plan)
    for change in asset.changes:
        if change.disposed:
            rows = until_disposal(plan, rows, change.date)
    return rows


def parse_asset(text: bytes) -> AssetInput:
    """The asset with every field of the right kind."""
    if len(text) > MOST_BYTES:
        raise InvalidFieldError("", "the input is larger than 1 MiB")
    try:
        value = json.loads(
            text.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_int=_whole,
            parse_constant=Decimal,
            object_pairs_hook=_Fields,
        )
    except UnicodeDecodeError as error:
        raise InvalidFieldError("", "the input is no text in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise InvalidFieldError(
            "", "the input is no JSON of an asset" if text.strip() else "the input is empty"
        ) from error
    if not isinstance(value, dict):
        raise InvalidFieldError("", "the input is a JSON object with the fields of one asset")
    if twice := _twice(value):
        raise InvalidFieldError(_pointer(twice), "stands twice")
    try:
        return AssetInput.model_validate(value)
    except ValidationError as error:
        raise _named(error.errors(include_url=False, include_input=False)) from None


def plan_of(asset: AssetInput) -> Plan:
    """The plan of an asset, with the defaults of its convention."""
    months, method = asset.months_per_period, asset.method
    if months not in MONTHS_OF_A_PERIOD:
        raise InvalidFieldError("/months_per_period", "is 1, 3, 6 or 12")
    entries = len(asset.units.used) if asset.units else len(asset.rows)
    if entries * months > MOST_MONTHS:
        raise InvalidFieldError("/units" if asset.units else "/rows", f"reach over more than {MOST_MONTHS // 12} years")
    opening_count = asset.opening_count or 0
    periods = asset.periods
    if periods is None and method in (Method.UNITS_OF_PRODUCTION, Method.MANUAL):
        periods = entries + max(opening_count, 0)
    if periods is None:
        raise InvalidFieldError("/periods", "is required")
    first_posting = asset.first_posting or first_posting_by(asset.convention, asset.in_use, months)
    calendar = PostingCalendar(asset.in_use, first_posting, months, asset.convention, opening_count)
    return Plan(
        terms=Terms(asset.cost, asset.residual, method, periods, asset.rate, asset.straight_line_tail),
        calendar=calendar,
        opening_amount=asset.opening_amount or Decimal(0),
        production=Production(asset.units.total, asset.units.used) if asset.units else None,
        given=tuple((row.date or calendar.posting_date(place), row.charge) for place, row in enumerate(asset.rows)),
        changes=tuple(_change(place, change) for place, change in enumerate(asset.changes) if not change.disposed),
    )


def _change(place: int, change: ChangeInput) -> Change:
    return Change(
        on=change.date,
        cost=change.cost,
        difference=change.difference,
        residual=change.residual,
        method=change.method,
        periods=change.periods,
        rate=change.rate,
        pointer=f"/changes/{place}",
    )


def _whole(text: str) -> int | Decimal:
    """A long row of digits stays a decimal: its field is refused by name, and nobody pays for making it a number."""
    return int(text) if len(text) <= MOST_DIGITS else Decimal(text)


class _Fields(dict[str, Any]):
    """An object's fields, and the name of one that stands twice in it."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.twice: str | None = None
        for name, _ in pairs if len(self) < len(pairs) else ():
            self.twice = self.twice or (name if name in seen else None)
            seen.add(name)


def _twice(value: Any) -> list[str]:
    """The path of the first field that stands twice, empty when none does."""
    waiting: list[tuple[list[str], Any]] = [([], value)]
    while waiting:
        path, part = waiting.pop()
        if isinstance(part, _Fields) and part.twice is not None:
            return [*path, part.twice]
        inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        waiting += [([*path, str(name)], each) for name, each in inner]
    return []


OUR_WORDS: Final = {
    "missing": "is required",
    "model_type": "is an object",
    "dict_type": "is an object",
    "tuple_type": "is a list",
    "list_type": "is a list",
    "bool_type": "is true or false",
    "literal_error": "is true or left out",
}
"""What pydantic's kinds of errors mean to whoever wrote the JSON."""


def _named(errors: Sequence[ErrorDetails]) -> InvalidFieldError:
    first = errors[0]
    parts = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        return InvalidFieldError(_pointer(parts), "there is no such field")
    if first["type"] == "enum":
        return InvalidFieldError(_pointer(parts), f"is one of {first['ctx']['expected']}".replace("'", ""))
    return InvalidFieldError(_pointer(parts), OUR_WORDS.get(first["type"], first["msg"]))


def _pointer(parts: Sequence[str]) -> str:
    """Where a field stands; a name that is none of ours is not repeated."""
    last = parts[-1] if _FIELD.match(parts[-1]) or parts[-1].isdigit() else ""
    return "/".join(["", *parts[:-1], last])
