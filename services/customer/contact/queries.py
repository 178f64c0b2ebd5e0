"""What is answered about contacts and, by id, about anybody who can be reached."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import ColumnElement, Select, literal, select

from services.customer.archive.queries import all_visible, name_of, private_of
from services.customer.archive.tables import customers
from services.customer.contact.aggregate import Stage
from services.customer.contact.functions import told
from services.customer.contact.schemas import ContactAnswer, Person
from services.customer.contact.tables import contacts
from shared.eventstore.event import ERASED
from shared.eventstore.stored import Erased
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.web.paging import PageWanted, page_of

REACHED_BY = ("email", "phone")


async def contact(work: Work, contact_id: str) -> ContactAnswer:
    """One contact; raises `NotFoundError` when there is none that the caller may see."""
    found = await _answers(work, await _rows(work, contacts.c.contact_id == contact_id))
    if not found:
        raise NotFoundError
    return found[0]


async def contacts_of(work: Work, customer_id: str, page: PageWanted | None = None) -> list[ContactAnswer]:
    """The contacts of a customer that the caller may see, all or a page; removed and erased ones too."""
    if await work.row(all_visible().where(customers.c.customer_id == customer_id)) is None:
        raise NotFoundError
    of_customer = contacts.c.customer_id == customer_id
    if page is None:
        return await _answers(work, await _rows(work, of_customer))
    return await _answers(work, await page_of(work, _seen(of_customer), [contacts.c.contact_id], page))


async def people(work: Work, ids: Sequence[str]) -> list[Person]:
    """Name and address of contacts and of customers that are persons, in the order asked; unknown ids are left out."""
    found = {
        one.contact_id: _person(one) for one in await _answers(work, await _rows(work, contacts.c.contact_id.in_(ids)))
    }
    rows = await work.rows(all_visible().where(customers.c.customer_id.in_(ids)))
    private = await private_of(work, rows)
    for row in rows:
        found[row["customer_id"]] = _customer(row, private.get(row["customer_id"], {}))
    return [found[one] for one in dict.fromkeys(ids) if one in found]


def _seen(condition: ColumnElement[bool]) -> Select[Any]:
    resource = literal("contact-") + contacts.c.contact_id
    return select(contacts).where(condition, visible(contacts.c.unit_id, resource))


async def _rows(work: Work, condition: ColumnElement[bool]) -> list[asyncpg.Record]:
    return await work.rows(_seen(condition).order_by(contacts.c.contact_id))


async def _answers(work: Work, rows: Sequence[asyncpg.Record]) -> list[ContactAnswer]:
    sealed = [row for row in rows if row["sealed"] is not None]
    opened = await work.unseal_all([(f"contact-{row['contact_id']}", row["sealed"]) for row in sealed])
    private = {row["contact_id"]: one for row, one in zip(sealed, opened, strict=True)}
    return [_answer(row, private.get(row["contact_id"])) for row in rows]


def _answer(row: asyncpg.Record, private: dict[str, Any] | None) -> ContactAnswer:
    known = Erased() if private is None else private
    role, function = told(row["role"], known.get("function"))
    return ContactAnswer(
        contact_id=row["contact_id"],
        customer_id=row["customer_id"],
        unit_id=row["unit_id"],
        stage=row["stage"],
        role=role,
        function=function,
        locale=row["locale"],
        version=row["version"],
        name=known["name"],
        email=known["email"],
        phone=known["phone"],
    )


def _person(one: ContactAnswer) -> Person:
    return Person(
        id=one.contact_id,
        kind="contact",
        customer_id=one.customer_id,
        name=one.name,
        email=None if one.email == ERASED else one.email,
        phone=None if one.phone == ERASED else one.phone,
        locale=one.locale,
        erased=one.stage == Stage.ERASED,
    )


def _customer(row: asyncpg.Record, private: dict[str, Any]) -> Person:
    numbers = private.get("personal_identifiers", [])
    reached = (
        {one["kind"]: one["value"] for one in numbers if one["kind"] in REACHED_BY} if isinstance(numbers, list) else {}
    )
    return Person(
        id=row["customer_id"],
        kind=row["kind"],
        customer_id=row["customer_id"],
        name=name_of(row, private),
        email=reached.get("email"),
        phone=reached.get("phone"),
        locale="zh-CN",
        erased=row["state"] == "erased",
    )
