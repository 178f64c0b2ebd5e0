"""A record as a source sends it, a line of JSON; and what it says in our words."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from services.contract.collected.events import Said
from services.contract.collector.aggregate import Collector
from services.contract.collector.events import RecordKind
from services.contract.imports.rows import Fault, RowRejectedError
from services.contract.invoice.events import TaxShare
from services.contract.order.events import DeliveredLine, OrderLine
from services.contract.terms import ClauseName, Direction
from shared.values.clock import BusinessDate
from shared.values.currency import UnknownCurrencyError
from shared.values.decimals import NonNegativeDecimal, PositiveDecimal
from shared.values.money import Money, MoneyError
from shared.values.text import Code, Name, PlainText, Reference
from shared.web import strict_json
from shared.web.errors import MalformedBodyError
from shared.web.schemas import Body

SourceId = Annotated[str, PlainText(100)]
ForeignCode = Annotated[str, PlainText(40)]
LineNumber = Annotated[int, Field(ge=1, le=10_000)]
TaxRate = Annotated[NonNegativeDecimal, Field(le=1)]
InvoiceNumber = Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9/._-]{0,39}$")]
MOST_LINES: Final = 200
MOST_RATES: Final = 20


class _Row(Body):
    """`source_id` tells a record apart from others of its kind."""

    source_id: SourceId
    date: BusinessDate
    currency: ForeignCode | None = None


class _UnderContract(_Row):
    """`contract_number` is ours, `contract_reference` the id under which the contract came from the same source; a
    record of an order names that by its id in the source instead.
    """

    contract_number: Name | None = None
    contract_reference: SourceId | None = None
    order: SourceId | None = None


class RowLine(Body):
    """`unit_price` is gross."""

    line: LineNumber
    product: Code | None = None
    description: Name
    quantity: PositiveDecimal
    unit_price: NonNegativeDecimal
    tax_rate: TaxRate | None = None
    tax_recoverable: bool = True


class OrderRow(_Row):
    """Without a contract it says whose it is: `direction`, and the `party` by its id in the source; `unit` is one of
    the collector's.
    """

    kind: Literal["order"]
    contract_number: Name | None = None
    contract_reference: SourceId | None = None
    direction: Direction | None = None
    party: SourceId | None = None
    unit: ForeignCode | None = None
    lines: Annotated[list[RowLine], Field(min_length=1, max_length=MOST_LINES)]


class RowQuantity(Body):
    line: LineNumber
    quantity: PositiveDecimal


class DeliveryRow(_Row):
    kind: Literal["delivery"]
    order: SourceId
    lines: Annotated[list[RowQuantity], Field(min_length=1, max_length=MOST_LINES)]


class AcceptanceRow(_Row):
    """What of a delivery of the source was found good: all of it, unless lines are named."""

    kind: Literal["acceptance"]
    delivery: SourceId
    lines: Annotated[list[RowQuantity], Field(max_length=MOST_LINES)] = Field(default_factory=list)
    clause: ClauseName | None = None
    phase: ClauseName | None = None


class RowTax(Body):
    """Net and tax at a rate (0.13)."""

    rate: TaxRate
    net: NonNegativeDecimal
    tax: NonNegativeDecimal


class InvoiceRow(_UnderContract):
    """`gross` is net plus tax; `taxes` say both by rate, and add up to them."""

    kind: Literal["invoice"]
    number: InvoiceNumber
    net: NonNegativeDecimal
    tax: NonNegativeDecimal
    gross: PositiveDecimal
    taxes: Annotated[list[RowTax], Field(max_length=MOST_RATES)] = Field(default_factory=list)
    clause: ClauseName | None = None
    phase: ClauseName | None = None
    due_on: BusinessDate | None = None


class MoneyRow(_UnderContract):
    """Money that came in (`receipt`) or went out (`payment`), for an invoice of the source where it names one."""

    kind: Literal["receipt", "payment"]
    amount: PositiveDecimal
    invoice: SourceId | None = None
    clause: ClauseName | None = None
    phase: ClauseName | None = None
    reference: Reference = ""


Row = OrderRow | DeliveryRow | AcceptanceRow | InvoiceRow | MoneyRow
ROW: Final[TypeAdapter[Row]] = TypeAdapter(Annotated[Row, Field(discriminator="kind")])


def read_row(line: str) -> Row:
    """The record of a line; raises `RowRejectedError` with every fault in it, the values themselves not repeated."""
    try:
        data = line.encode()
        strict_json.check(data)
        return ROW.validate_json(data)
    except MalformedBodyError as error:
        raise RowRejectedError([Fault(".".join(map(str, error.steps)), error.detail)]) from error
    except UnicodeEncodeError as error:
        raise RowRejectedError([Fault("", "it is no text")]) from error
    except ValidationError as error:
        raise RowRejectedError(list(_faults(error))) from error


def _faults(error: ValidationError) -> Iterator[Fault]:
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        # The first step is the kind, which tells the forms apart and is no place in the record.
        steps = one["loc"][1:] if one["loc"] else ("kind",)
        yield Fault(".".join(map(str, steps)), one["msg"])


def hash_of(row: Row) -> str:
    """Of what the record says, in whatever order and spacing it was sent. Taxes that it does not say by rate are no
    part of it: records that came before they could be said keep their hash.
    """
    unsaid = {"taxes"} if isinstance(row, InvoiceRow) and not row.taxes else None
    return hashlib.sha256(row.model_dump_json(exclude=unsaid).encode()).hexdigest()


def said_of(row: Row, collector: Collector, parties: Mapping[str, str]) -> Said:
    """What a record says in our words; `parties` are customers by their id in the source. Raises `RowRejectedError`."""
    currency = collector.currency(row.currency) or ""
    try:
        match row:
            case OrderRow():
                lines = tuple(_line(line, currency) for line in row.lines)
                amount = Money.total([line.amount for line in lines], currency)
                known = {"direction": row.direction, "counterparty_id": _party(row, parties)}
                more: dict[str, Any] = {**known, "lines": lines, "amount": amount}
            case DeliveryRow():
                more = {"order": row.order, "quantities": _quantities(row.lines)}
            case AcceptanceRow():
                more = {"delivery": row.delivery, "quantities": _quantities(row.lines)}
            case InvoiceRow():
                figures = {"net": row.net, "tax": row.tax, "amount": row.gross}
                more = {name: Money.of(value, currency) for name, value in figures.items()}
                more |= {"number": row.number, "due_on": row.due_on, "order": row.order}
                more["taxes"] = tuple(_tax(one, currency) for one in row.taxes)
            case MoneyRow():
                more = {"amount": Money.of(row.amount, currency), "order": row.order, "invoice": row.invoice}
                more |= {"reference": row.reference}
    except UnknownCurrencyError as error:
        raise RowRejectedError([Fault("currency", str(error))]) from error
    except MoneyError as error:
        raise RowRejectedError([Fault(AMOUNT_OF[row.kind], error.detail)]) from error
    if isinstance(row, AcceptanceRow | InvoiceRow | MoneyRow):
        more |= {"clause": row.clause, "phase": row.phase}
    return Said(kind=row.kind, source_id=row.source_id, on=row.date, **more)


AMOUNT_OF: Final[Mapping[RecordKind, str]] = {
    "order": "lines",
    "delivery": "lines",
    "acceptance": "lines",
    "invoice": "gross",
    "receipt": "amount",
    "payment": "amount",
}
"""Where a record of a kind says its amount."""


def _quantities(lines: Sequence[RowQuantity]) -> tuple[DeliveredLine, ...]:
    return tuple(DeliveredLine(line=line.line, quantity=line.quantity) for line in lines)


def _line(line: RowLine, currency: str) -> OrderLine:
    return OrderLine(
        line=line.line,
        product=line.product,
        description=line.description,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=Money.rounded(line.quantity * line.unit_price, currency),
        tax_rate=line.tax_rate,
        tax_recoverable=line.tax_recoverable,
    )


def _tax(said: RowTax, currency: str) -> TaxShare:
    return TaxShare(rate=said.rate, net=Money.of(said.net, currency), tax=Money.of(said.tax, currency))


def _party(row: OrderRow, parties: Mapping[str, str]) -> str | None:
    if row.party is None:
        return None
    if row.party not in parties:
        raise RowRejectedError([Fault("party", "the collector knows no such party")])
    return parties[row.party]


def parties_named(rows: Sequence[Row]) -> list[str]:
    """The parties that records name, by their ids in the source."""
    return sorted({row.party for row in rows if isinstance(row, OrderRow) and row.party is not None})
