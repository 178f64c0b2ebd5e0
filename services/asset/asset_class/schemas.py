"""Classes over HTTP."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.asset.asset_class.aggregate import DefineClass
from services.asset.schedule.methods import Method
from services.asset.schedule.posting import Convention
from services.asset.schemas import BookName, Code
from services.asset.terms import BookTerms
from shared.values.clock import BusinessDate
from shared.values.decimals import NonNegativeDecimal, PositiveDecimal
from shared.values.ids import derived_id
from shared.values.text import Name
from shared.web.schemas import Answer, Body


class BookBody(Body):
    """How a book depreciates the class; the life counts `periods` of `months_per_period`."""

    book: BookName
    leading: bool = False
    method: Method = Method.STRAIGHT_LINE
    periods: Annotated[int, Field(ge=1, le=2400)]
    months_per_period: Annotated[int, Field(ge=1, le=12)] = 1
    convention: Convention = Convention.MONTH_AFTER
    residual_rate: NonNegativeDecimal = Decimal(0)
    rate: PositiveDecimal | None = None
    straight_line_tail: bool = True

    def terms(self) -> BookTerms:
        return BookTerms(**self.model_dump())


class ClassBody(Body):
    code: Code
    name: Name
    standard_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,20}$")] | None = None
    measure: Name = "piece"
    books: Annotated[tuple[BookBody, ...], Field(max_length=10)] = ()
    attributes: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    components_tracked: bool = False
    unit_id: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    effective_on: BusinessDate | None = None

    def to_command(self, today: date) -> DefineClass:
        return DefineClass(
            class_id=derived_id("class", self.code),
            code=self.code,
            name=self.name,
            books=tuple(book.terms() for book in self.books),
            effective_on=self.effective_on or today,
            standard_code=self.standard_code,
            measure=self.measure,
            attributes=self.attributes,
            components_tracked=self.components_tracked,
        )


class ClassMade(Answer):
    class_id: str
    code: str
    version: int


class ClassAnswer(Answer):
    class_id: str
    code: str
    name: str
    level: str
    parent_code: str | None
    standard_code: str | None
    measure: str
    books: list[BookTerms]
    attributes: list[str]
    components_tracked: bool
    active: bool


class ClassesAnswer(Answer):
    classes: list[ClassAnswer]
