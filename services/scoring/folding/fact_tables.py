"""The fact tables of a generation: what events said, one row a fact, in columns.

A row is named by (stream, version, line) and never changes, so that a generation's content is a function of the set of
events alone: neither order nor repeats can matter. Indicators are sums over rows up to a day (`effective_on`) and up to
a moment of knowledge (`recorded_at`), never running counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NoReturn

NULL: Final = "\\N"
"""A value that is not there, as COPY writes it."""

Row = tuple[str, ...]
"""The values of a fact in the order of its table's columns, as texts; NULL where there is none."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """Columns with their types. The first ones are the same everywhere; `found_by` are indexed. `fed_by` are the
    services whose events become rows here.
    """

    name: str
    fed_by: tuple[str, ...]
    own: tuple[tuple[str, str], ...]
    found_by: tuple[str, ...]
    amount: str | None

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        return COMMON + self.own


TEXT: Final = 'text COLLATE "C"'
COMMON: Final = (
    ("stream", f"{TEXT} NOT NULL"),
    ("version", "integer NOT NULL"),
    ("line", "integer NOT NULL"),
    ("kind", f"{TEXT} NOT NULL"),
    ("unit_id", f"{TEXT} NOT NULL"),
    ("recorded_at", "timestamptz NOT NULL"),
    ("effective_on", "date NOT NULL"),
)

FACT_TABLES: Final = {
    table.name: table
    for table in (
        FactTable(
            "customer_facts",
            ("customer",),
            (("customer_id", f"{TEXT} NOT NULL"), ("survivor_id", TEXT), ("fields", TEXT)),
            ("customer_id", "survivor_id"),
            None,
        ),
        FactTable(
            "contract_facts",
            ("contract",),
            (
                ("customer_id", TEXT),
                ("contract_id", f"{TEXT} NOT NULL"),
                ("direction", TEXT),
                ("number", TEXT),
                ("title", TEXT),
                ("owner_id", TEXT),
                ("amount", "numeric"),
                ("currency", TEXT),
                ("term_from", "date"),
                ("term_to", "date"),
            ),
            ("customer_id", "contract_id"),
            "amount",
        ),
        FactTable(
            "bookings",
            ("contract",),
            (
                ("contract_id", f"{TEXT} NOT NULL"),
                ("document", TEXT),
                ("clause", TEXT),
                ("phase", TEXT),
                ("amount", "numeric NOT NULL"),
                ("currency", f"{TEXT} NOT NULL"),
            ),
            ("contract_id",),
            "amount",
        ),
        FactTable(
            "purchases",
            ("contract",),
            (
                ("customer_id", f"{TEXT} NOT NULL"),
                ("contract_id", f"{TEXT} NOT NULL"),
                ("product", TEXT),
                ("quantity", "numeric NOT NULL"),
                ("amount", "numeric NOT NULL"),
                ("currency", f"{TEXT} NOT NULL"),
            ),
            ("customer_id",),
            "amount",
        ),
        FactTable(
            "invoices",
            ("contract",),
            (
                ("customer_id", f"{TEXT} NOT NULL"),
                ("contract_id", f"{TEXT} NOT NULL"),
                ("invoice_id", f"{TEXT} NOT NULL"),
                ("due_on", "date NOT NULL"),
                ("amount", "numeric NOT NULL"),
                ("currency", f"{TEXT} NOT NULL"),
            ),
            ("customer_id",),
            "amount",
        ),
        FactTable(
            "payments",
            ("contract",),
            (
                ("customer_id", f"{TEXT} NOT NULL"),
                ("contract_id", f"{TEXT} NOT NULL"),
                ("invoice_id", TEXT),
                ("due_on", "date"),
                ("amount", "numeric NOT NULL"),
                ("currency", f"{TEXT} NOT NULL"),
            ),
            ("customer_id",),
            "amount",
        ),
        FactTable(
            "adjustments",
            ("contract",),
            (
                ("contract_id", f"{TEXT} NOT NULL"),
                ("invoice_id", f"{TEXT} NOT NULL"),
                ("amount", "numeric NOT NULL"),
                ("currency", f"{TEXT} NOT NULL"),
            ),
            ("invoice_id",),
            "amount",
        ),
        FactTable(
            "asset_facts",
            ("asset",),
            (
                ("asset_id", f"{TEXT} NOT NULL"),
                ("customer_id", TEXT),
                ("contract_id", TEXT),
                ("name", TEXT),
                ("class_code", TEXT),
                ("giver", TEXT),
                ("book", TEXT),
                ("leads", "boolean"),
                ("period", TEXT),
                ("cost", "numeric"),
                ("accumulated", "numeric"),
                ("currency", f"{TEXT} NOT NULL"),
            ),
            ("asset_id", "unit_id"),
            "cost",
        ),
        FactTable(
            "messages",
            ("notify",),
            (
                ("customer_id", TEXT),
                ("contract_id", TEXT),
                ("asset_id", TEXT),
                ("recipient", TEXT),
                ("rule", TEXT),
                ("channel", TEXT),
                ("reason", TEXT),
            ),
            ("stream", "customer_id", "contract_id", "asset_id", "recipient"),
            None,
        ),
    )
}

MODELS: Final[dict[str, tuple[str, ...]]] = {
    "customer": ("customer_facts",),
    "contract-progress": ("contract_facts", "bookings"),
    "purchases": ("purchases",),
    "payment-behaviour": ("payments",),
    "arrears": ("invoices", "payments", "adjustments"),
    "assets": ("asset_facts",),
    "messages": ("messages",),
}
"""Read models and the tables they are computed from; the customer 360 reads them all."""


_TYPED: Final[dict[str, Callable[[str], Any]]] = {
    "integer": int,
    "numeric": lambda text: Decimal(text).is_finite() or _refuse("not a finite number"),
    "date": date.fromisoformat,
    "timestamptz": datetime.fromisoformat,
}


def _refuse(reason: str) -> NoReturn:
    raise ValueError(reason)


def check_rows(table: FactTable, rows: Iterable[Row]) -> None:
    """Raises ValueError for a value that the database would not take for its column."""
    for row in rows:
        for (name, declared), value in zip(table.columns, row, strict=True):
            if value == NULL:
                continue
            check = _TYPED.get(declared.partition(" ")[0])
            try:
                if check:
                    check(value)
            except (ValueError, ArithmeticError) as error:
                raise ValueError(f"{table.name}.{name} is {error}") from error


def copy_text(table: FactTable, rows: Sequence[Row]) -> bytes:
    """Rows in COPY's text format. Values that need escapes are rare, so a whole batch is looked at at once."""
    text = "\n".join(["\t".join(row) for row in rows])
    width = len(table.columns)
    plain = (
        text.count("\t") == len(rows) * (width - 1)
        and text.count("\n") == len(rows) - 1
        and text.count("\\") == text.count(NULL)
        and "\r" not in text
        and "\0" not in text
    )
    if not plain:
        text = "\n".join(["\t".join(map(_escaped, row)) for row in rows])
    return text.encode() + b"\n"


_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\N{REPLACEMENT CHARACTER}"}
)


def _escaped(value: str) -> str:
    return value if value == NULL else value.translate(_ESCAPES)


def tables_of(models: tuple[str, ...]) -> tuple[str, ...]:
    """The tables that these models need, in the order of declaration."""
    needed = {table for model in models for table in MODELS[model]}
    return tuple(name for name in FACT_TABLES if name in needed)


def services_of(model: str) -> tuple[str, ...]:
    """The services whose topics feed a model: no event of another's changes it."""
    return tuple(dict.fromkeys(service for table in MODELS[model] for service in FACT_TABLES[table].fed_by))
