"""Cards over HTTP."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import asyncpg
from pydantic import Field

from services.asset.card.commands import AdjustValue, Identity, Move, Opening, number_of
from services.asset.schemas import BookName, Code, Text, UnitKey
from shared.values.clock import BusinessDate
from shared.values.decimals import PositiveDecimal
from shared.values.ids import Id, new_id
from shared.values.money import Money
from shared.values.text import Name
from shared.web.schemas import Answer, Body


class OpeningBody(Body):
    """Charges booked elsewhere: how many, their sum, and the date of the next one."""

    count: Annotated[int, Field(ge=1, le=2400)]
    amount: PositiveDecimal
    first_posting: BusinessDate


class AssetEntryBody(Body):
    name: Name
    class_code: Code
    cost: Money
    in_use: BusinessDate
    number: Name | None = None
    unit_id: UnitKey | None = None
    contract_id: Id | None = None
    opening: OpeningBody | None = None

    def identity(self) -> Identity:
        asset_id = new_id()
        return Identity(
            asset_id=asset_id,
            number=self.number or number_of(self.class_code, asset_id),
            name=self.name,
            class_code=self.class_code,
            in_use=self.in_use,
            contract_id=self.contract_id,
        )

    def booked_before(self) -> Opening | None:
        given = self.opening
        return Opening(given.count, given.amount, given.first_posting) if given else None


class MoveBody(Body):
    location: Text = ""
    department: Text = ""
    holder_id: Id | None = None
    effective_on: BusinessDate | None = None

    def to_command(self, today: date) -> Move:
        return Move(self.location, self.department, self.holder_id, self.effective_on or today)


class AdjustmentBody(Body):
    """New cost, residual value or life (in periods) of one book, from a date onward."""

    book: BookName
    reason: Name
    cost: PositiveDecimal | None = None
    residual: PositiveDecimal | None = None
    periods: Annotated[int, Field(ge=1, le=2400)] | None = None
    effective_on: BusinessDate | None = None

    def to_command(self, today: date) -> AdjustValue:
        return AdjustValue(
            change_id=new_id(),
            book=self.book,
            reason=self.reason,
            effective_on=self.effective_on or today,
            cost=self.cost,
            residual=self.residual,
            periods=self.periods,
        )


class CardMade(Answer):
    asset_id: str
    number: str
    stage: str
    version: int


class CardAnswer(Answer):
    asset_id: str
    unit_id: str
    number: str
    name: str
    class_code: str
    stage: str
    project_id: str | None
    contract_id: str | None
    order_id: str | None
    supplier_id: str | None
    cost: Money
    accumulated: Money
    book_value: Money
    in_use: BusinessDate
    location: str
    department: str
    holder_id: str | None
    transfer_id: str | None
    version: int


class BookAnswer(Answer):
    book: str
    leading: bool
    method: str
    periods: int
    cost: Money
    residual: Money
    accumulated: Money
    charged_until: BusinessDate | None
    next_on: BusinessDate | None


class CardDetail(CardAnswer):
    books: list[BookAnswer]


class CardAsOfAnswer(Answer):
    """A card as it stood at the end of a day."""

    asset_id: str
    as_of: BusinessDate
    unit_id: str
    stage: str
    class_code: str
    cost: Money
    accumulated: Money
    book_value: Money
    location: str
    department: str
    holder_id: str | None


class CardsAnswer(Answer):
    assets: list[CardAnswer]


class PlannedRow(Answer):
    date: BusinessDate
    charge: Money


class ScheduleAnswer(Answer):
    """What is left to charge in one book."""

    asset_id: str
    book: str
    accumulated: Money
    rows: list[PlannedRow]


class UnitFigures(Answer):
    unit_id: str
    cards: int
    cost: Money
    accumulated: Money
    book_value: Money


class FiguresAnswer(Answer):
    units: list[UnitFigures]


PLAIN = tuple(name for name in CardAnswer.model_fields if name not in ("cost", "accumulated", "book_value"))


def card_fields(row: asyncpg.Record) -> dict[str, Any]:
    return {**{name: row[name] for name in PLAIN}, **value_fields(row["cost"], row["accumulated"], row["currency"])}


def value_fields(cost: Decimal, accumulated: Decimal, currency: str) -> dict[str, Money]:
    return {
        "cost": Money(cost, currency),
        "accumulated": Money(accumulated, currency),
        "book_value": Money(cost - accumulated, currency),
    }


def book_answer(row: asyncpg.Record) -> BookAnswer:
    amounts = {name: Money(row[name], row["currency"]) for name in ("cost", "residual", "accumulated")}
    plain = {name: row[name] for name in BookAnswer.model_fields if name not in amounts}
    return BookAnswer(**plain, **amounts)
