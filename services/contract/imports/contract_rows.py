"""A contract that runs elsewhere, as a line of an import says it: its plan, and what moved under each clause before."""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from services.contract.imports.rows import Fault, RowRejectedError, SourceId
from services.contract.particulars import Renewal
from services.contract.terms import (
    DEBTOR_OF,
    ClauseName,
    Condition,
    Currency,
    Direction,
    Instrument,
    Occasion,
    PaymentControl,
    PlanLine,
    Side,
)
from shared.values.clock import BusinessDate
from shared.values.decimals import NonNegativeDecimal, PositiveDecimal
from shared.values.ids import Id
from shared.values.money import Money
from shared.values.text import Code, Name, PlainText
from shared.web import strict_json
from shared.web.errors import MalformedBodyError
from shared.web.schemas import Body

MOST_PLACES: Final = 200
MOST_RATES: Final = 20


class AfterRow(Body):
    event: Occasion
    days: Annotated[int, Field(ge=0, le=3660)]


class RenewalRow(Body):
    months: Annotated[int, Field(ge=1, le=600)]
    notice_days: Annotated[int, Field(ge=0, le=1000)]
    times: Annotated[int, Field(ge=1, le=600)] | None = None


class TaxRow(Body):
    """What of the invoices bears a rate."""

    rate: Annotated[NonNegativeDecimal, Field(le=1)]
    net: NonNegativeDecimal
    tax: NonNegativeDecimal


class OpeningRow(Body):
    """What moved under a clause and phase until the day of opening; `due_on` is when what is open of it was due. What
    was invoiced is the sum of `taxes`, net and tax by rate; without these the tax in it is not known.
    """

    ordered: NonNegativeDecimal = Decimal(0)
    accepted: NonNegativeDecimal = Decimal(0)
    invoiced: NonNegativeDecimal = Decimal(0)
    paid: NonNegativeDecimal = Decimal(0)
    due_on: BusinessDate | None = None
    taxes: Annotated[list[TaxRow], Field(max_length=MOST_RATES)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _taxes_add_up(self) -> Self:
        if self.taxes and sum(one.net + one.tax for one in self.taxes) != self.invoiced:
            raise PydanticCustomError("taxes", "net and tax of all rates add up to what was invoiced")
        if len({one.rate for one in self.taxes}) != len(self.taxes):
            raise PydanticCustomError("taxes", "a rate is named twice")
        return self


class PlaceRow(Body):
    """A payment of the plan; without `debtor` the side owes that pays under a contract of this direction."""

    clause: ClauseName
    phase: ClauseName
    debtor: Side | None = None
    due_on: BusinessDate | None = None
    after: AfterRow | None = None
    amount: PositiveDecimal
    conditions: Annotated[list[Condition], Field(max_length=2)] = Field(default_factory=list)
    instrument: Instrument = "payment"
    secured: bool = False
    opening: OpeningRow = Field(default_factory=OpeningRow)

    def line(self, direction: Direction, currency: str) -> PlanLine:
        return PlanLine.model_validate(
            {
                **self.model_dump(include={"clause", "phase", "due_on", "instrument", "secured"}),
                "after": self.after.model_dump() if self.after else None,
                "conditions": tuple(self.conditions),
                "debtor": self.debtor or DEBTOR_OF[direction],
                "amount": Money.of(self.amount, currency),
            }
        )


class ContractRow(Body):
    """One contract: `source_id` tells it apart, the customer is named by id or by the id it has in the source. What it
    comes to is what its plan comes to. `opening_on` is the day until which openings count, that of the import without.
    `unit_code` names the unit that it is of, that of the import without.
    """

    source_id: SourceId
    number: Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9 /._()-]{0,59}$")]
    title: Name
    direction: Direction
    type_code: Code = "imported"
    customer_id: Id | None = None
    customer_source_id: SourceId | None = None
    currency: Currency | None = None
    unit_code: Annotated[str, PlainText(200)] | None = None
    state: Literal["signed", "effective"] = "effective"
    signed_on: BusinessDate | None = None
    effective_on: BusinessDate | None = None
    term_from: BusinessDate | None = None
    term_to: BusinessDate | None = None
    renewal: RenewalRow | None = None
    payment_control: PaymentControl = "strict"
    opening_on: BusinessDate | None = None
    plan: Annotated[list[PlaceRow], Field(max_length=MOST_PLACES)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _names_a_customer(self) -> Self:
        if (self.customer_id is None) == (self.customer_source_id is None):
            raise PydanticCustomError("customer", "either customer_id or customer_source_id names the customer")
        return self

    @property
    def renews(self) -> Renewal | None:
        return Renewal(**self.renewal.model_dump()) if self.renewal else None


def read_contract(line: str) -> ContractRow:
    """The contract of a line of JSON; raises `RowRejectedError` with every fault in it."""
    try:
        data = line.encode()
        strict_json.check(data)
        return ContractRow.model_validate_json(data)
    except MalformedBodyError as error:
        raise RowRejectedError([Fault(".".join(map(str, error.steps)), error.detail)]) from error
    except UnicodeEncodeError as error:
        raise RowRejectedError([Fault("", "it is no text")]) from error
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise RowRejectedError([Fault(".".join(map(str, one["loc"])), one["msg"]) for one in found]) from error
