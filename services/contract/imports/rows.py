"""A purchase of a retail customer, as a line of an import says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from shared.values.clock import BusinessDate
from shared.values.decimals import NonNegativeDecimal, PositiveDecimal
from shared.values.ids import Id
from shared.values.money import Money, NonNegativeMoney
from shared.values.text import Name, PlainText
from shared.web import strict_json
from shared.web.errors import MalformedBodyError
from shared.web.schemas import Body

SourceId = Annotated[str, PlainText(100)]
MOST_PIECES = 1_000_000


class PurchaseRow(Body):
    """One purchase: `source_id` tells it apart, the customer is named by id or by the id it has in the source.

    `amount` is money, or a decimal string in the import's currency.
    """

    source_id: SourceId
    customer_id: Id | None = None
    customer_source_id: SourceId | None = None
    date: BusinessDate
    amount: NonNegativeMoney | NonNegativeDecimal
    quantity: Annotated[int, Field(ge=1, le=MOST_PIECES)] | PositiveDecimal = 1
    description: Name = "Purchase"

    @model_validator(mode="after")
    def _names_a_customer(self) -> Self:
        if (self.customer_id is None) == (self.customer_source_id is None):
            raise PydanticCustomError("customer", "either customer_id or customer_source_id names the customer")
        return self

    def money(self, currency: str) -> Money:
        return self.amount if isinstance(self.amount, Money) else Money.of(self.amount, currency)

    @property
    def pieces(self) -> Decimal:
        return Decimal(self.quantity)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row and in which column; the value itself is not repeated."""

    column: str
    reason: str


class RowRejectedError(Exception):
    """A row that can't be taken."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(fault.column for fault in faults))


def read_purchase(line: str) -> PurchaseRow:
    """The purchase of a line of JSON; raises `RowRejectedError` with every fault in it."""
    try:
        data = line.encode()
        strict_json.check(data)
        return PurchaseRow.model_validate_json(data)
    except MalformedBodyError as error:
        raise RowRejectedError([Fault(".".join(map(str, error.steps)), error.detail)]) from error
    except UnicodeEncodeError as error:
        raise RowRejectedError([Fault("", "it is no text")]) from error
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise RowRejectedError([Fault(".".join(map(str, one["loc"])), one["msg"]) for one in found]) from error
