"""What the archive answers."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import ColumnElement, Select, func, literal, select

from services.customer.archive.schemas import CustomerAnswer, CustomerLine, HistoryLine
from services.customer.archive.tables import customers, history, identifiers
from shared.eventstore.event import ERASED
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.web.paging import PageWanted, page_of

LINE_COLUMNS = (
    "customer_id",
    "unit_id",
    "kind",
    "state",
    "roles",
    "owner_id",
    "source",
    "source_id",
)


def seen() -> ColumnElement[bool]:
    """The customers the caller may see."""
    return visible(customers.c.unit_id, literal("customer-") + customers.c.customer_id)


def all_visible() -> Select[Any]:
    """Every customer the caller may see."""
    return select(customers).where(seen())


async def lines(work: Work, rows: Sequence[asyncpg.Record]) -> list[CustomerLine]:
    """Rows of the customers' table as a list shows them; names of persons are opened at once for all."""
    private = await private_of(work, rows)
    return [CustomerLine(**_line(row, private.get(row["customer_id"], {}))) for row in rows]


async def customer(work: Work, customer_id: str) -> CustomerAnswer:
    """One archive; raises `NotFoundError` when there is none that the caller may see."""
    row = await work.row(all_visible().where(customers.c.customer_id == customer_id))
    if row is None:
        raise NotFoundError
    private = (await private_of(work, [row])).get(customer_id, {})
    public = await work.rows(
        select(identifiers.c.kind, identifiers.c.value)
        .where(identifiers.c.customer_id == customer_id, identifiers.c.current, visible(identifiers.c.unit_id))
        .order_by(identifiers.c.kind, identifiers.c.value)
    )
    personal = private.get("personal_identifiers", [])
    return CustomerAnswer(
        **_line(row, private),
        client_kind=class_of(row, private, "client_kind"),
        stage=row["stage"],
        survivor_id=row["survivor_id"],
        identifiers=[*map(dict, public), *(personal if isinstance(personal, list) else [])],
        registered_on=row["registered_on"],
        changed_at=row["changed_at"],
        version=row["version"],
    )


async def changes(work: Work, customer_id: str, page: PageWanted | None = None) -> list[HistoryLine]:
    """The archive's history field by field, oldest first, all or a page."""
    known = await work.value(select(func.count()).where(seen(), customers.c.customer_id == customer_id))
    if not known:
        raise NotFoundError
    told = select(history).where(history.c.customer_id == customer_id, visible(history.c.unit_id))
    order = [history.c.version, history.c.field]
    rows = await (work.rows(told.order_by(*order)) if page is None else page_of(work, told, order, page))
    opened = await work.unseal_all([(f"customer-{customer_id}", row["sealed"]) for row in rows])
    known = [name for name in HistoryLine.model_fields if name != "reason"]
    return [
        HistoryLine(**{name: row[name] for name in known}, reason=said.get("reason", ""))
        for row, said in zip(rows, opened, strict=True)
    ]


async def private_of(work: Work, rows: Sequence[asyncpg.Record]) -> dict[str, dict[str, Any]]:
    """The personal fields of the persons among the rows, by customer."""
    sealed = [row for row in rows if row["kind"] == "person" and row["sealed"] is not None]
    opened = await work.unseal_all([(f"customer-{row['customer_id']}", row["sealed"]) for row in sealed])
    return {row["customer_id"]: private for row, private in zip(sealed, opened, strict=True)}


def name_of(row: asyncpg.Record, private: dict[str, Any]) -> str | None:
    """An organisation's name, or a person's, or that the person was erased."""
    if row["kind"] == "organisation":
        return str(row["name"])
    return ERASED if row["sealed"] is None else private.get("person_name")


def class_of(row: asyncpg.Record, private: dict[str, Any], field: str) -> str | None:
    """How somebody is classed: of a person it is sealed, unless an early build told it in public."""
    sealed = private.get("person_classes")
    value = (sealed if isinstance(sealed, dict) else row)[field]
    return None if value is None else str(value)


def _line(row: asyncpg.Record, private: dict[str, Any]) -> dict[str, Any]:
    classes = {field: class_of(row, private, field) for field in ("region", "industry")}
    return {**{column: row[column] for column in LINE_COLUMNS}, **classes, "name": name_of(row, private)}
